"""An upload that is broken off anywhere: a reader meets the old state, the new one, or a problem; never a mixture."""
import filecmp
import io
import json
import os
import pathlib
import shutil
import subprocess
import sys
import unittest
from contextlib import redirect_stderr, redirect_stdout

from servers import DEPLOY, Nginx

sys.path.insert(0, str(DEPLOY.parent / "tests" / "consumer"))
import consumer

WORK = pathlib.Path(os.environ["WORK"])
OLD, NEW = WORK / "old", WORK / "new"
PASSES = 4
# Stands for rsync in the script: does its work so many times, then half of it, then fails.
BROKEN = """#!/bin/sh
count=$(($(cat "$COUNT" 2>/dev/null || echo 0) + 1))
echo $count >"$COUNT"
[ $count -le "$WHOLE" ] && exec "$RSYNC" "$@"
"$RSYNC" --exclude='/api/v1/trusted/entries/*' --exclude='/api/v1/manifest.json' --exclude='/kk/' "$@"
exit 1
"""


def published(site):
    return json.loads((site / "api/v1/trusted/entries.json").read_text())


def same(left, right):
    """Whether two folders hold the same files with the same bytes."""
    found = filecmp.dircmp(left, right, ignore=[])
    folders = found.subdirs.values()
    return not (found.left_only or found.right_only or found.funny_files) and all(
        filecmp.cmp(os.path.join(left, name), os.path.join(right, name), shallow=False) for name in found.common_files
    ) and all(same(folder.left, folder.right) for folder in folders)


@unittest.skipUnless(shutil.which("rsync"), "rsync is not at hand")
@unittest.skipUnless(Nginx.program, "nginx is not at hand")
class Sync(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.root = WORK / "uploaded"
        shutil.copytree(OLD, cls.root)
        cls.server = Nginx(WORK / "sync-server", cls.root)
        tools = WORK / "tools"
        tools.mkdir()
        (tools / "rsync").write_text(BROKEN)
        (tools / "rsync").chmod(0o755)
        cls.tools = tools

    @classmethod
    def tearDownClass(cls):
        cls.server.stop()

    def sync(self, source, whole):
        """One upload of so many whole passes; whether it came to its end."""
        count = WORK / "count"
        count.unlink(missing_ok=True)
        environment = dict(os.environ, COUNT=str(count), WHOLE=str(whole), RSYNC=shutil.which("rsync"),
                           PATH="%s:%s" % (self.tools, os.environ["PATH"]))
        run = subprocess.run([DEPLOY / "sync", source, self.root], env=environment, stdout=subprocess.DEVNULL, check=False)
        return run.returncode == 0

    def read(self, name):
        """The exit code of the reference consumer, and its copy."""
        state = WORK / "states" / name
        # The day of the old state: the new one may be later than that holds.
        now = json.loads((OLD / "api/v1/status.json").read_text())["published_at"]
        base = "http://127.0.0.1:%d/" % self.server.port
        with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
            code = consumer.main(["--base", base, "--register", "trusted", "--state", str(state), "--now", now])
        file = state / "state.json"
        return code, json.loads(file.read_text())["feed"] if file.exists() else None

    def test_broken_off_anywhere(self):
        filecmp.clear_cache()
        old, new = published(OLD), published(NEW)
        self.assertNotEqual(old, new)
        seen = []
        for whole in range(PASSES + 1):
            shutil.rmtree(WORK / "states", ignore_errors=True)
            self.assertTrue(self.sync(OLD, PASSES))
            self.assertTrue(same(OLD, self.root))
            self.assertEqual(self.read("follower"), (0, old))
            self.assertEqual(self.sync(NEW, whole), whole == PASSES)
            for name in ("follower", "newcomer"):
                code, copy = self.read(name)
                # Nothing, or what it had, where it is told that something does not fit.
                allowed = [(0, old), (0, new)] + [(3, old if name == "follower" else None)]
                self.assertIn((code, copy), allowed, "%s after %d passes" % (name, whole))
                seen.append((whole, name, code, copy == new))
            self.assertTrue(self.sync(NEW, PASSES))
            self.assertEqual(self.read("follower"), (0, new))
            self.assertTrue(same(NEW, self.root))
        # From the moment when the status is there, everyone reads the new state.
        self.assertEqual([(code, is_new) for whole, _, code, is_new in seen if whole >= 3], [(0, True)] * 4)
        self.assertIn(3, [code for _, _, code, _ in seen])


if __name__ == "__main__":
    unittest.main()
