#!/usr/bin/env python3
"""The same question to the snippets in Python, shell, PHP and Java: each must answer what the rule answers. A language that is
not at hand is printed as skipped. TIZILIM_OUT and TIZILIM_REGISTER: as in test_consumer.py."""
import functools
import http.server
import itertools
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import threading
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
from make_feed import Site, history  # noqa: E402

COMMANDS = {"python": [sys.executable, "eligible.py"], "sh": ["sh", "eligible.sh"], "php": [os.environ.get("PHP", "php"), "eligible.php"],
            "java": ["java", "Eligible.java"]}
NEEDS = {"sh": ["jq", "curl"], "java": ["javac"]}
EXIT = {"eligible": 0, "not eligible": 1, "cannot be answered in public": 2}


def at_hand():
    found = {}
    for language, (program, file) in COMMANDS.items():
        missing = [name for name in [program] + NEEDS.get(language, []) if not shutil.which(name)]
        if missing:
            print("skipped: %s, for want of %s" % (file, ", ".join(missing)), file=sys.stderr)
        else:
            found[language] = [program, os.path.join(HERE, file)]
    return found


def expected(site, register, bin, code, day):
    """The rule, read from the files of the entry's rows by other means than in the snippets."""
    def rows(key, value):
        try:
            with open("%s/api/v1/%s/by-%s/%s.json" % (site, register, key, value), encoding="utf-8") as file:
                return {row["number"]: row["intervals"] for row in json.load(file)["entries"]}
        except FileNotFoundError:
            return {}
    holder, enstru = rows("holder", bin), rows("enstru", code)
    if not holder and not os.path.exists("%s/api/v1/%s/by-holder/%s.json" % (site, register, bin)) and bin[4] not in "456":
        return "cannot be answered in public"
    for number in holder:
        inside = [any(i["in_from"] <= day < (i["in_to"] or "9999-99-99") for i in found.get(number, [])) for found in (holder, enstru)]
        if all(inside):
            return "eligible"
    return "not eligible"


def questions(site, register, chance, amount):
    """Holders and codes of the feed, on the days when something begins or ends and on the days beside them."""
    def keys(name):
        with open("%s/api/v1/%s/keys/%s.txt" % (site, register, name), encoding="utf-8") as file:
            return [line for line in file.read().split("\n") if line and line[0] != "#"]
    holders, codes, found = keys("holder"), keys("enstru"), []
    pairs = list(itertools.islice(itertools.product(chance.sample(holders, min(20, len(holders))), chance.sample(codes, min(20, len(codes)))), 400))
    for bin, code in chance.sample(pairs, min(amount, len(pairs))):
        days = {"2019-01-01", "2025-02-28", "2099-12-31"}
        for key, value in (("holder", bin), ("enstru", code)):
            with open("%s/api/v1/%s/by-%s/%s.json" % (site, register, key, value), encoding="utf-8") as file:
                for row in json.load(file)["entries"]:
                    days.update(day for i in row["intervals"] for day in (i["in_from"], i["in_to"]) if day)
        found.append((bin, code, chance.choice(sorted(days))))
    return found + [("850101300017", codes[0] if codes else "x", "2025-02-01"), ("999940000999", codes[0] if codes else "x", "2025-02-01"),
                    (holders[0] if holders else "999940000999", "000000.000.000000", "2025-02-01")]


class Snippets(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.mkdtemp(prefix="snippets-")
        cls.addClassCleanup(shutil.rmtree, cls.folder)
        cls.languages, cls.site, cls.register = at_hand(), os.path.join(cls.folder, "site"), "trusted"
        Site(history(120, seed=4)).write(cls.site)
        if "java" in cls.languages:  # compiled once: starting from source costs a second a question
            subprocess.run(["javac", "-d", cls.folder, os.path.join(HERE, "Eligible.java")], check=True)

    def ask(self, language, *arguments, compiled=True):
        command = self.languages[language]
        if language == "java" and compiled:
            command = ["java", "-Xshare:auto", "-XX:TieredStopAtLevel=1", "-cp", self.folder, "Eligible"]
        done = subprocess.run([*command, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=60)
        return done.returncode, done.stdout.decode(), done.stderr.decode()

    def agree(self, site, register, amount, base=None):
        asked = set()
        for question in questions(site, register, random.Random(8), amount):
            answer = expected(site, register, *question)
            asked.add(answer)
            for language in self.languages:
                with self.subTest(language=language, question=question):
                    self.assertEqual(self.ask(language, base or site, register, *question), (EXIT[answer], answer + "\n", ""))
        return asked

    def test_all_languages_give_the_answer_of_the_rule(self):
        self.assertEqual(self.agree(self.site, self.register, 25), set(EXIT))

    def test_over_http(self):
        handler = functools.partial(Quiet, directory=self.site)
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        self.agree(self.site, self.register, 3, "http://127.0.0.1:%d/" % server.server_port)
        for language in self.languages:  # a wrong address is no answer
            code, out, err = self.ask(language, "http://127.0.0.1:%d/wrong/" % server.server_port, "trusted", "700040000000", "x", "2025-02-01")
            self.assertEqual((language, code, out), (language, 2, ""))
            self.assertTrue(err)

    def test_java_from_source(self):
        if "java" in self.languages:
            code, out, _ = self.ask("java", self.site, "trusted", "999940000999", "x", "2025-02-01", compiled=False)
            self.assertEqual((code, out), (1, "not eligible\n"))

    def test_a_holder_who_gave_an_entry_up(self):
        """The code of the entry is in force on the day, but for the next holder."""
        site, register = os.path.join(self.folder, "given-up"), "trusted"
        api = os.path.join(site, "api/v1/trusted")
        rows = {"by-holder/700040000000": [{"in_from": "2025-01-01", "in_to": "2025-02-01"}],
                "by-holder/700140000001": [{"in_from": "2025-03-01", "in_to": None}],
                "by-enstru/1": [{"in_from": "2025-01-01", "in_to": "2025-02-01"}, {"in_from": "2025-03-01", "in_to": None}]}
        for path, intervals in rows.items():
            self.write(api, path + ".json", json.dumps({"entries": [{"number": 5, "name": {"kk": 'x"]},{"number":6,"in_to":null}', "ru": "{"},
                                                                     "intervals": intervals, "supply": None}]}))  # with spaces, too
        self.write(api, "keys/holder.txt", "700040000000\n700140000001\n")
        self.write(api, "keys/enstru.txt", "1\n")
        for bin, day in itertools.product(("700040000000", "700140000001"), ("2024-12-31", "2025-01-01", "2025-01-31", "2025-02-01", "2025-03-01")):
            answer = expected(site, register, bin, "1", day)
            for language in self.languages:
                with self.subTest(language=language, bin=bin, day=day):
                    self.assertEqual(self.ask(language, site, register, bin, "1", day)[:2], (EXIT[answer], answer + "\n"))

    def write(self, *parts):
        path = os.path.join(*parts[:-1])
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as file:
            file.write(parts[-1])

    def test_a_file_that_is_cut_off_is_no_answer(self):
        site = os.path.join(self.folder, "cut")
        shutil.copytree(self.site, site)
        with open(os.path.join(site, "api/v1/trusted/keys/enstru.txt"), encoding="utf-8") as keys:
            code = keys.readline().strip()
        path = os.path.join(site, "api/v1/trusted/by-enstru/%s.json" % code)
        os.truncate(path, os.path.getsize(path) - 3)
        for language in self.languages:
            self.assertEqual((language, *self.ask(language, site, "trusted", "700040000000", code, "2025-02-01")[:2]), (language, 2, ""))

    def test_usage(self):
        right = [self.site, "trusted", "700040000000", "620920.000.000001", "2025-02-01"]
        wrong = [right[:4], right + ["x"]]
        for place, value in ((1, "../x"), (2, "70004000000"), (2, "7000400000000"), (2, "70004000000a"), (2, "700040000000\n"), (3, "../../x"),
                             (3, ""), (3, "a b"), (4, "2025-2-1"), (4, "01.02.2025"), (4, "2025-02-01\n2025-02-01")):
            wrong.append(right[:place] + [value] + right[place + 1:])
        for language in self.languages:
            for arguments in wrong:
                with self.subTest(language=language, arguments=arguments):
                    code, out, err = self.ask(language, *arguments)
                    self.assertEqual((code, out), (2, ""))
                    self.assertIn("usage", err)

    @unittest.skipUnless(os.environ.get("TIZILIM_OUT"), "TIZILIM_OUT names no built site")
    def test_a_site_that_was_really_built(self):
        self.agree(os.environ["TIZILIM_OUT"], os.environ.get("TIZILIM_REGISTER", "trusted"), 25)


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


if __name__ == "__main__":
    unittest.main()
