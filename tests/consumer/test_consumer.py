#!/usr/bin/env python3
"""Tests of the reference consumer.

    python3 -m unittest discover -s tests/consumer

TIZILIM_OUT=DIR (and TIZILIM_REGISTER, default `trusted`) also hold the consumer against a site that was really built.
"""
import contextlib
import functools
import http.server
import io
import json
import os
import pathlib
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
import consumer  # noqa: E402
from make_feed import Site, compact, history  # noqa: E402

TAIL = "api/v1/trusted/changes/tail.ndjson"
HEAD = "api/v1/trusted/changes/head.json"
SEGMENT = "api/v1/trusted/changes/000001-000256.ndjson"
MANIFEST = "api/v1/manifest.json"
STATUS = "api/v1/status.json"
# Thousands of small files are written: in memory where there is such a folder, and nobody has chosen another.
MEMORY = "/dev/shm" if os.path.isdir("/dev/shm") and "TMPDIR" not in os.environ else None
LONG = history(520)
SHORT = history(60, seed=7)


def read(*path):
    with open(os.path.join(*path), "rb") as file:
        return file.read()


def prefix(commits, events):
    """The longest prefix of whole commits with at most so many events."""
    decisions = {}
    for length, (_, touched) in enumerate(commits):
        decisions.update((number, len(new["decisions"])) for number, new in touched.items())
        if sum(decisions.values()) > events:
            return commits[:length]
    return commits


class Bench(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="consumer-", dir=MEMORY)
        self.addCleanup(shutil.rmtree, self.folder)
        self.site, self.state = os.path.join(self.folder, "site"), os.path.join(self.folder, "state")

    def publish(self, commits, shard=1000, bend=None, status=None, edit=None, **of_site):
        shutil.rmtree(self.site, ignore_errors=True)
        site = Site(commits, **of_site)
        if edit:
            edit(site)
        site.write(self.site, shard, bend, status)
        self.now = site.published_at
        return site

    def command(self, *flags, now=None, base=None, register="trusted"):
        return ["--base", base or self.site, "--register", register, "--state", self.state, "--now", now or self.now, *flags]

    def consume(self, *flags, **options):
        out, err = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            code = consumer.main(self.command(*flags, **options))
        return code, out.getvalue(), err.getvalue()

    def copy(self):
        return read(self.state, "state.json") if os.path.exists(os.path.join(self.state, "state.json")) else None

    def accept(self, *flags, **options):
        code, out, err = self.consume(*flags, **options)
        self.assertEqual((code, err), (0, ""), err)
        self.assert_equal_to_published()
        return out

    def assert_equal_to_published(self, register="trusted"):
        # Equal to the byte, spacing apart, with the order of the keys.
        published = json.loads(read(self.site, "api/v1/%s/entries.json" % register))
        self.assertEqual(compact(json.loads(self.copy())["feed"]), compact(published))

    def refuse(self, problem, *flags, **options):
        before = self.copy()
        code, out, err = self.consume(*flags, **options)
        self.assertRegex(err, r"\Aproblem: (%s): [^\n]+\n\Z" % problem)
        self.assertEqual((code, out), (3, ""))
        self.assertEqual(self.copy(), before, "the copy was touched")

    def tamper(self, path, change):
        data = change(read(self.site, path))
        with open(os.path.join(self.site, path), "wb") as file:
            file.write(data)


class Equality(Bench):
    def test_from_nothing_at_every_boundary_of_segments(self):
        for events in (0, 1, 255, 256, 257, 512, 513):
            for flags in ([], ["--verify"], ["--full"]):
                with self.subTest(events=events, flags=flags):
                    shutil.rmtree(self.state, ignore_errors=True)
                    site = self.publish(history(events))
                    self.assertEqual(len(site.events), events)
                    self.accept(*flags)

    def test_a_manifest_in_shards(self):
        for shard in (1, 7, 1000):
            shutil.rmtree(self.state, ignore_errors=True)
            self.publish(SHORT, shard=shard)
            self.accept()

    def test_step_by_step_over_every_commit(self):
        for length in range(len(SHORT) + 1):
            self.publish(SHORT[:length])
            self.accept()
            self.accept()

    def test_from_every_prefix_to_the_end(self):
        for length in range(len(SHORT) + 1):
            shutil.rmtree(self.state, ignore_errors=True)
            self.publish(SHORT[:length])
            self.accept()
            self.publish(SHORT)
            self.accept()

    def test_across_the_boundaries_of_segments(self):
        for start, end in ((1, 255), (100, 256), (254, 257), (255, 256), (256, 257), (256, 256), (256, 520), (257, 513), (511, 513), (0, 520)):
            with self.subTest(start=start, end=end):
                shutil.rmtree(self.state, ignore_errors=True)
                self.publish(prefix(LONG, start))
                self.accept()
                self.publish(prefix(LONG, end))
                self.accept()

    def test_exactly_at_the_boundary(self):
        one = [(when, {number: new}) for when, touched in history(513, seed=3) for number, new in sorted(touched.items())]
        for events in (255, 256, 257, 511, 512, 513):  # one state that grows over all of them
            commits = prefix(one, events)
            self.publish(commits)
            self.accept()

    def test_an_entry_changes_without_an_event_of_its_own(self):
        self.publish(SHORT, on="2025-01-01", published_at="2026-01-01T00:00:00Z")
        self.accept()
        pending = json.loads(self.copy())["feed"]["count"]["pending"]
        self.publish(SHORT, on="2027-01-01", published_at="2027-01-01T00:00:00Z")
        out = self.accept()
        self.assertIn("(0 new)", out)
        self.assertGreater(pending, 0)
        self.assertEqual(json.loads(self.copy())["feed"]["count"]["pending"], 0)

    def test_only_what_changed_is_read_again(self):
        self.publish(SHORT[:-1])
        self.accept()
        before = read(self.site, "api/v1/trusted/entries.json")
        self.publish(SHORT)
        asked, plain = [], consumer.Source.read
        with replaced(consumer.Source, "read", lambda source, path, *limit: (asked.append(path), plain(source, path, *limit))[1]):
            self.accept()
        self.assertNotIn("api/v1/trusted/entries.json", asked)
        self.assertLess(sum("/entries/" in path for path in asked), json.loads(before)["count"]["total"] / 2)

    def test_full_and_then_by_events(self):
        self.publish(prefix(LONG, 300))
        self.accept("--full")
        self.publish(LONG)
        self.accept("--verify")

    def test_nothing_is_left_behind(self):
        self.publish(SHORT)
        self.accept()
        self.assertEqual(sorted(os.listdir(self.state)), ["objects", "state.json"])
        self.assertEqual(os.listdir(os.path.join(self.state, "objects")), [])


@contextlib.contextmanager
def replaced(holder, name, value):
    before = getattr(holder, name)
    setattr(holder, name, value)
    try:
        yield
    finally:
        setattr(holder, name, before)


class Killed(Bench):
    def start(self):
        shutil.rmtree(self.state, ignore_errors=True)
        self.publish(prefix(LONG, 250))
        self.accept()
        self.old = self.copy()
        self.publish(LONG)

    def check_after(self):
        if self.copy() != self.old:
            self.assert_equal_to_published()

    def test_at_random_moments(self):
        chance = random.Random(11)
        for fresh in (True, False):
            self.start()
            shutil.copytree(self.state, self.state + ".start")
            began = time.monotonic()
            subprocess.run([sys.executable, os.path.join(HERE, "consumer.py"), *self.command()], check=True, stdout=subprocess.DEVNULL)
            lasts = time.monotonic() - began
            for _ in range(15):
                shutil.rmtree(self.state)
                if not fresh:
                    shutil.copytree(self.state + ".start", self.state)
                self.old = self.copy()
                for _ in range(2):  # killed twice in a row, then left alone
                    process = subprocess.Popen([sys.executable, os.path.join(HERE, "consumer.py"), *self.command()], stdout=subprocess.DEVNULL)
                    time.sleep(lasts * chance.uniform(0.2, 1.1))
                    process.send_signal(signal.SIGKILL)
                    process.wait()
                    self.check_after()
                self.accept()
            shutil.rmtree(self.state + ".start")

    @unittest.skipUnless(hasattr(os, "fork"), "needs fork")
    def test_at_every_step(self):
        self.publish(SHORT[:-8])
        self.accept()
        shutil.copytree(self.state, self.state + ".start")
        self.old = self.copy()
        self.publish(SHORT)
        step, finished = 0, False
        while not finished:
            step += 1
            shutil.rmtree(self.state)
            shutil.copytree(self.state + ".start", self.state)
            child = os.fork()
            if not child:
                self.die_at(step)
            finished = os.WIFEXITED(os.waitpid(child, 0)[1])
            self.check_after()
            self.accept()
        self.assertGreater(step, 20)

    def die_at(self, step):
        """In a child: kill -9 before the n-th read, write, flush to disk, rename or removal."""
        left = [step]

        def counted(plain):
            @functools.wraps(plain)
            def call(*arguments, **named):
                left[0] -= 1
                if not left[0]:
                    os.kill(os.getpid(), signal.SIGKILL)
                return plain(*arguments, **named)
            return call

        for holder, name in ((os, "fsync"), (os, "replace"), (pathlib.Path, "write_bytes"), (pathlib.Path, "unlink"), (consumer.Source, "read")):
            setattr(holder, name, counted(getattr(holder, name)))
        consumer.open = counted(open)
        self.consume()
        os._exit(0)

    def test_an_object_half_written(self):
        self.publish(SHORT)
        row = json.loads(read(self.site, MANIFEST))["files"]
        head = next(r for r in row if r["path"] == HEAD)
        os.makedirs(os.path.join(self.state, "objects"))
        with open(os.path.join(self.state, "objects", head["sha256"]), "wb") as file:
            file.write(b'{"register":"trus')
        self.accept()


class Detection(Bench):
    """Each bent feed is met twice: from nothing and by a consumer that already has a part of it."""

    def refuse_both(self, problem, *flags, before=SHORT[:-3], **publication):
        with self.subTest("from nothing"):
            shutil.rmtree(self.state, ignore_errors=True)
            self.publish(SHORT if "commits" not in publication else publication["commits"],
                         **{k: v for k, v in publication.items() if k != "commits"})
            self.refuse(problem, *flags)
        with self.subTest("from a part"):
            self.publish(before)
            self.accept()
            self.publish(SHORT if "commits" not in publication else publication["commits"],
                         **{k: v for k, v in publication.items() if k != "commits"})
            self.refuse(problem, *flags)
            self.publish(SHORT if "commits" not in publication else publication["commits"])
            self.accept()

    def refuse_line(self, problem, change, place=-1):
        """The event at the place is altered, and all hashes agree with the alteration."""
        def edit(site):
            site.events[place] = change(dict(site.events[place]))
        self.refuse_both(problem, edit=edit)

    # Gaps and ends

    def test_gap_in_the_tail(self):
        self.refuse_both("gap", edit=lambda site: site.events.pop(-2), status={"registers": {"trusted": {"seq": 59, "count": 0}}})

    def test_gap_by_an_event_that_is_twice(self):
        self.refuse_both("gap", edit=lambda site: site.events.insert(-1, site.events[-2]))

    def test_gap_in_a_segment(self):
        def edit(site):
            del site.events[100]
        self.refuse_both("gap", edit=edit, commits=LONG, before=prefix(LONG, 50))

    def test_gap_between_segments(self):
        def bend(files):
            head = json.loads(files[HEAD])
            head["segments"].pop(0)
            files[HEAD] = compact(head)
        self.refuse_both("gap", bend=bend, commits=LONG, before=prefix(LONG, 50))

    def test_truncated_tail_with_all_hashes_agreeing(self):
        def edit(site):
            site.events.pop()
            site.head = {"seq": 60}
        self.refuse_both("truncated", edit=edit, status={"registers": {"trusted": {"seq": 60, "count": 0}}})

    def test_truncated_line(self):
        def bend(files):
            files[TAIL] = files[TAIL][:-1]
            head = json.loads(files[HEAD])
            head["tail"]["sha256"] = consumer.sha256(files[TAIL])
            files[HEAD] = compact(head)
        self.refuse_both("truncated", bend=bend)

    def test_truncated_on_the_way(self):
        for path in (TAIL, SEGMENT, HEAD, "api/v1/trusted/entries/5.json"):
            shutil.rmtree(self.state, ignore_errors=True)
            self.publish(LONG)
            self.tamper(path, lambda data: data[:-7])
            self.refuse("truncated")

    def test_truncated_before_the_tail(self):
        def edit(site):
            site.head = {"segments": []}
        self.publish(prefix(LONG, 256))
        self.publish(LONG, edit=edit)
        self.refuse("truncated|gap")

    def test_surplus(self):
        def edit(site):
            site.head = {"seq": 59}
        self.refuse_both("surplus", edit=edit, status={"registers": {"trusted": {"seq": 59, "count": 0}}})

    # Going back, standing still, other histories

    def test_rollback_of_the_whole_site(self):
        self.publish(SHORT)
        self.accept()
        self.publish(SHORT[:-3])
        self.refuse("rollback")

    def test_rollback_of_the_sequence_under_a_new_date(self):
        self.publish(SHORT)
        self.accept()
        self.publish(SHORT[:-3], published_at="2027-01-01T00:00:00Z")
        self.refuse("rollback")

    def test_rollback_to_an_older_publication_of_the_same_events(self):
        self.publish(SHORT, published_at="2027-01-02T00:00:00Z")
        self.accept()
        self.publish(SHORT, published_at="2027-01-01T00:00:00Z")
        self.refuse("rollback")

    def test_rollback_of_the_log(self):
        self.publish(SHORT)
        self.accept()
        self.publish(SHORT, status={"log": {"size": 3, "root": ""}})
        self.refuse("rollback")

    def test_an_older_manifest_replayed(self):
        self.publish(SHORT[:-3])
        self.accept()
        older = read(self.site, MANIFEST)
        self.publish(SHORT)
        self.tamper(MANIFEST, lambda _: older)
        self.refuse("wrong-hash")

    def test_an_older_status_replayed_beside_a_new_tree(self):
        self.publish(SHORT[:-3])
        older = read(self.site, STATUS)
        self.publish(SHORT)
        self.accept()
        self.tamper(STATUS, lambda _: older)
        self.refuse("rollback")

    def test_stale(self):
        self.publish(SHORT, published_at="2027-01-01T00:00:00Z")
        self.accept(now="2027-01-31T00:00:00Z")
        self.accept(now="2027-01-31T05:00:00+05:00")
        self.refuse("stale", now="2027-01-31T00:00:01Z")
        self.refuse("stale", now="2027-01-31T05:00:01+05:00")

    def test_another_history_in_the_last_line(self):
        self.another(SHORT, lambda site: site.events[-1])

    def test_another_history_in_an_older_line_of_the_tail(self):
        self.another(SHORT, lambda site: site.events[10])

    def test_another_history_in_a_segment(self):
        self.another(LONG, lambda site: site.events[20])

    def test_another_history_in_a_tail_that_became_a_segment(self):
        self.another(prefix(LONG, 250), lambda site: site.events[20], LONG)

    def test_another_history_in_a_tail_that_has_grown(self):
        self.another(SHORT[:-3], lambda site: site.events[20], SHORT)

    def another(self, commits, pick, later=None):
        self.publish(commits)
        self.accept()
        self.publish(later or commits, edit=lambda site: pick(site).update(decision="DEMO-X"))
        self.refuse("another-history")

    def test_another_history_by_other_segments(self):
        self.publish(prefix(LONG, 250))
        self.accept()

        def bend(files):
            head, data = json.loads(files[HEAD]), files[SEGMENT]
            lines = data.splitlines(keepends=True)
            parts = [(1, 128, b"".join(lines[:128])), (129, 256, b"".join(lines[128:]))]
            head["segments"][:1] = [{"path": "api/v1/trusted/changes/%d.ndjson" % first, "first": first, "last": last,
                                     "sha256": consumer.sha256(part)} for first, last, part in parts]
            files.update(("api/v1/trusted/changes/%d.ndjson" % first, part) for first, last, part in parts)
            files[HEAD] = compact(head)
        self.publish(LONG, bend=bend)
        self.refuse("another-history")

    # Hashes

    def test_wrong_hash_of_any_file(self):
        chance = random.Random(5)
        self.publish(LONG, shard=50)
        api = [os.path.relpath(os.path.join(root, name), self.site) for root, _, names in os.walk(self.site) for name in names]
        entries = [path for path in api if "trusted/entries/" in path and "/r" not in path]
        chosen = [MANIFEST, HEAD, TAIL, SEGMENT, "api/v1/openapi.json", "api/v1/trusted/entries.json"]
        chosen += [path for path in api if "/manifest/" in path] + chance.sample(entries, 10)
        for path in chosen:
            with self.subTest(path=path):
                shutil.rmtree(self.state, ignore_errors=True)
                whole = read(self.site, path)
                place = chance.randrange(len(whole))
                self.tamper(path, lambda data: data[:place] + bytes([data[place] ^ 1 << chance.randrange(8)]) + data[place + 1:])
                self.refuse("wrong-hash", *(["--verify"] if path.endswith("entries.json") else []))
                self.tamper(path, lambda _: whole)
                self.accept()

    def test_wrong_hash_of_two_files_that_changed_places(self):
        self.publish(SHORT)
        one, other = "api/v1/trusted/entries/1.json", "api/v1/trusted/entries/5.json"
        first, second = read(self.site, one), read(self.site, other)
        self.tamper(one, lambda _: second)
        self.tamper(other, lambda _: first)
        self.refuse("wrong-hash|truncated")

    def test_wrong_hash_in_the_head(self):
        def bend(files):
            head = json.loads(files[HEAD])
            head["tail"]["sha256"] = "0" * 64
            files[HEAD] = compact(head)
        self.refuse_both("wrong-hash", bend=bend)

    # Forms

    def test_duplicate_key(self):
        def twice(path):
            def bend(files):
                files[path] = files[path].replace(b'"register":', b'"register":"trusted","register":', 1)
            return bend
        self.refuse_both("duplicate-key", bend=twice(HEAD))
        self.refuse_both("duplicate-key", "--verify", bend=twice("api/v1/trusted/entries.json"))

        def bend(files):
            for path in files:
                if path.startswith("api/v1/trusted/entries/") and b'"standalone":true' in files[path]:
                    files[path] = files[path].replace(b'"standalone":true', b'"standalone":false,"standalone":true')
        self.publish(SHORT, bend=bend)
        shutil.rmtree(self.state)
        self.refuse("duplicate-key")
        self.publish(SHORT)
        self.tamper(STATUS, lambda data: data[:-1] + b',"commit":"0"}')
        self.refuse("duplicate-key")

    def test_duplicate_key_in_an_event(self):
        self.refuse_line("duplicate-key", lambda event: compact(event)[:-1] + b',"seq":60}\n')

    def test_not_json(self):
        for data in (b"", b"{", b'{"a":NaN}', b"[" * 100000, b"\xef\xbb\xbf{}", b'{"a":"\xff"}', b'{"a":1}{}', b'{"a":' + b"9" * 9999 + b"}"):
            shutil.rmtree(self.state, ignore_errors=True)
            self.publish(SHORT, bend=lambda files: files.update({HEAD: data}))
            self.refuse("not-json|bad-shape")
        self.publish(SHORT, bend=lambda files: [files.update({path: files[path].replace(b'"kind":"software"', b'"kind":"\\ud800"')})
                                                for path in files if path.startswith("api/v1/trusted/entries/")])
        self.refuse("not-json")

    def test_bad_shape(self):
        for status in ({"registers": []}, {"published_at": 1}, {"published_at": "2025-01-01"}, {"manifest_sha256": None}, {"log": 5},
                       {"registers": {"trusted": {"seq": True, "count": 1}}}, {"registers": {"trusted": 7}}, {"commit": None}):
            with self.subTest(status=status):
                shutil.rmtree(self.state, ignore_errors=True)
                self.publish(SHORT, status=status)
                self.refuse("bad-shape")
        for path, data in ((HEAD, b"[]"), (HEAD, b"null"), ("api/v1/trusted/entries/1.json", b"{}"), ("api/v1/trusted/entries/1.json", b"7"),
                           ("api/v1/openapi.json", b'{"info":1}')):
            self.publish(SHORT, bend=lambda files: files.update({path: data}))
            self.refuse("bad-shape")

    def test_bad_event(self):
        def order(event):
            event["seq"] = event.pop("seq")
            return event
        self.refuse_line("bad-event", order)
        self.refuse_line("bad-event", lambda event: dict(event, more=None))
        self.refuse_line("bad-event", lambda event: {key: event[key] for key in event if key != "notice"})
        self.refuse_line("bad-event", lambda event: json.dumps(event, ensure_ascii=False).encode() + b"\n")
        self.refuse_line("bad-event", lambda event: json.dumps(event, separators=(",", ":")).encode() + b"\n")
        self.refuse_line("bad-event", lambda event: compact(event) + b"\r\n")
        self.refuse_line("bad-event", lambda event: dict(event, register="another"))
        self.refuse_line("bad-event", lambda event: dict(event, kind="become"))
        self.refuse_line("bad-event", lambda event: dict(event, number=0))
        self.refuse_line("bad-shape", lambda event: dict(event, recorded_at="2025-01-01"))
        self.refuse_line("bad-shape", lambda event: dict(event, recorded_at="2025-13-01T00:00:00Z"))
        self.refuse_line("bad-event", lambda event: dict(event, record_sha256="A" * 64))
        self.refuse_line("bad-event", lambda event: dict(event, seal_sha256=7))
        self.refuse_line("bad-shape", lambda event: dict(event, number=True))

    def test_broken_chain(self):
        self.refuse_line("broken-chain", lambda event: dict(event, previous_sha256="0" * 64))
        self.refuse_line("broken-chain", lambda event: dict(event, revision=event["revision"] + 1))

    def test_broken_chain_by_a_revision_left_out(self):
        commits = [commit for commit in history(40, seed=9)]
        seen = {}
        for index, (_, touched) in enumerate(commits):
            for number in touched:
                seen.setdefault(number, []).append(index)
        number, places = next((n, p) for n, p in seen.items() if len(p) > 2)

        def edit(site):
            site.events = [e for e in site.events if not (e["number"] == number and e["revision"] == 2)]
            for seq, event in enumerate(site.events, 1):
                event["seq"] = seq
        self.publish(commits, edit=edit)
        self.refuse("broken-chain")

    def test_time_goes_back(self):
        self.refuse_line("time-goes-back", lambda event: dict(event, recorded_at="2024-01-01T00:00:00Z"))

    # What does not add up

    def test_entry_differs_by_an_older_file(self):
        older, path = {}, "api/v1/trusted/entries/%d.json" % next(iter(SHORT[-1][1]))
        self.publish(SHORT[:-1], bend=older.update)
        self.refuse_both("entry-differs", bend=lambda files: files.update({path: older.get(path, files["api/v1/trusted/entries/1.json"])}))

    def test_entry_differs_by_the_file_of_another(self):
        one, other = "api/v1/trusted/entries/1.json", "api/v1/trusted/entries/5.json"
        self.refuse_both("entry-differs", bend=lambda files: files.update({one: files[other], other: files[one]}))

    def test_entry_differs_when_left_out(self):
        self.refuse_both("entry-differs", bend=lambda files: files.pop("api/v1/trusted/entries/1.json"))

    def test_entry_differs_when_slipped_in(self):
        def bend(files):
            entry = dict(json.loads(files["api/v1/trusted/entries/1.json"]), number=9999)
            files["api/v1/trusted/entries/9999.json"] = compact(entry)
        self.refuse_both("entry-differs", bend=bend)

    def test_state_differs_from_entries_json(self):
        path = "api/v1/trusted/entries.json"
        for was, becomes in ((b'"registration":"in_register"', b'"registration":"excluded"'), (b"1.0.0", b"1.0.1"), (b'"standalone":true', b'"standalone":1'), (b'"2020",', b"")):
            self.publish(SHORT, bend=lambda files: files.update({path: files[path].replace(was, becomes, 1)}))
            self.refuse("state-differs", "--verify")
            if b"standalone" not in was:  # in full, the entries are those of entries.json
                self.refuse("state-differs", "--full")

    def test_state_differs_from_the_count_of_the_status(self):
        self.publish(SHORT, status={"registers": {"trusted": {"seq": 60, "count": 3}}})
        self.refuse("state-differs")

    def test_bad_head(self):
        self.refuse_both("bad-head", status={"registers": {"trusted": {"seq": 61, "count": 3}}})

    def test_bad_path(self):
        for path in ("../secret", "/etc/passwd", "a/../../b", "http://elsewhere.example/x", "a//b", "a\\b", "", "."):
            self.publish(SHORT, status={"log": None})
            manifest = compact({"files": [], "shards": [{"path": path, "bytes": 1, "sha256": "0" * 64}]})
            self.tamper(MANIFEST, lambda _: manifest)
            self.tamper(STATUS, lambda data: compact(dict(json.loads(data), manifest_sha256=consumer.sha256(manifest))))
            self.refuse("bad-path")

    def test_bad_manifest_with_two_hashes_for_a_path(self):
        self.publish(SHORT)
        manifest = json.loads(read(self.site, MANIFEST))
        manifest["files"].append(dict(manifest["files"][5], sha256="0" * 64))
        self.tamper(MANIFEST, lambda _: compact(manifest))
        self.tamper(STATUS, lambda data: compact(dict(json.loads(data), manifest_sha256=consumer.sha256(compact(manifest)))))
        self.refuse("bad-manifest")

    def test_missing_file(self):
        for path in (HEAD, TAIL, "api/v1/trusted/entries/1.json"):
            self.publish(SHORT)
            os.remove(os.path.join(self.site, path))
            self.refuse("missing-file")
            shutil.rmtree(self.state)
        self.publish(SHORT, bend=lambda files: files.pop(HEAD))
        self.refuse("missing-file")

    def test_missing_register(self):
        self.publish(SHORT)
        self.refuse("missing-register", register="another")


    def test_whatever_is_published_the_answer_is_one_of_the_two(self):
        """Values of another type at random places, all hashes agreeing: never a crash, and never a copy that is not the feed."""
        chance = random.Random(13)
        self.publish(SHORT)
        paths = [STATUS, HEAD, MANIFEST, "api/v1/openapi.json", "api/v1/trusted/entries.json", "api/v1/trusted/entries/1.json"]
        for _ in range(60):
            path, flag = chance.choice(paths), chance.choice(["--verify", "--full"])
            self.publish(SHORT[:30], bend=lambda files: path in files and files.update({path: self.twisted(files[path], chance)}))
            if path in (STATUS, MANIFEST):
                data = self.twisted(read(self.site, path), chance)
                self.tamper(path, lambda _: data)
                if path == MANIFEST:
                    self.tamper(STATUS, lambda old: compact(dict(json.loads(old), manifest_sha256=consumer.sha256(data))))
            shutil.rmtree(self.state, ignore_errors=True)
            code, out, err = self.consume(flag)
            self.assertIn(code, (0, 3), err)
            if code == 0:
                self.assert_equal_to_published()

    def twisted(self, data, chance):
        value = json.loads(data)
        holder = value
        while True:
            key = chance.choice(list(holder) if isinstance(holder, dict) else range(len(holder)))
            if not isinstance(holder[key], (dict, list)) or not holder[key] or chance.random() < 0.2:
                break
            holder = holder[key]
        holder[key] = chance.choice([None, True, 0, -1, 10 ** 30, "", "x", [], {}, [[]], {"": {}}])
        return compact(value)


class Transport(Bench):
    def serve(self, handler):
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        return "http://127.0.0.1:%d/" % server.server_port

    def handler(self, act):
        site = self.site

        class Handler(http.server.SimpleHTTPRequestHandler):
            def __init__(self, *arguments):
                super().__init__(*arguments, directory=site)

            def do_GET(self):
                act(self) or super().do_GET()

            def log_message(self, *_):
                pass
        return Handler

    def test_over_http(self):
        base = self.serve(self.handler(lambda request: None))
        for commits in (SHORT[:-5], SHORT):
            self.publish(commits)
            self.accept(base=base)
        os.remove(os.path.join(self.site, HEAD))
        self.refuse("missing-file", base=base)

    def test_a_failing_server_is_no_problem_of_the_feed(self):
        def act(request):
            if "head.json" in request.path:
                request.send_error(503)
                return True
        self.publish(SHORT)
        base = self.serve(self.handler(act))
        self.assertEqual(self.consume(base=base)[0], 2)
        self.assertEqual(self.consume(base="http://127.0.0.1:9/")[0], 2)
        self.assertEqual(self.consume(base=self.folder + "/nowhere")[0], 2)
        self.assertIsNone(self.copy())

    def test_a_site_that_is_exchanged_while_it_is_read(self):
        for moment in ("status.json", "manifest.json", "head.json", "tail.ndjson", "/entries/"):
            with self.subTest(moment=moment):
                shutil.rmtree(self.state, ignore_errors=True)
                self.publish(SHORT[:-5])
                self.accept()
                self.publish(SHORT[:-2])
                done = []

                def act(request):  # the old file, and from then on the new site
                    if moment in request.path and not done:
                        done.append(read(self.site, request.path[1:]))
                        self.publish(SHORT)
                        request.send_response(200)
                        request.send_header("Content-Length", str(len(done[0])))
                        request.end_headers()
                        request.wfile.write(done[0])
                        return True

                base = self.serve(self.handler(act))
                code, _, err = self.consume(base=base)
                self.assertEqual((code, err, len(done)), (0, "", 1), err)
                self.accept(base=base)  # what was the same in both may have completed the old publication: then this brings the new

    def test_usage(self):
        self.publish(SHORT)
        self.accept()
        self.assertEqual(self.consume(now="yesterday")[0], 2)
        with self.assertRaises(SystemExit) as caught, contextlib.redirect_stderr(io.StringIO()):
            consumer.main([])
        self.assertEqual(caught.exception.code, 2)
        with open(os.path.join(self.state, "state.json"), "w") as file:
            file.write('{"seq":')
        self.assertEqual(self.consume()[0], 2)

    def test_the_copy_of_another_register(self):
        self.publish(SHORT, register="another")
        self.assertEqual(self.consume(register="another")[0], 0)
        self.publish(SHORT)
        self.assertEqual(self.consume()[0], 2)


@unittest.skipUnless(os.environ.get("TIZILIM_OUT"), "TIZILIM_OUT names no built site")
class Built(Bench):
    """A site that was really built."""

    def setUp(self):
        super().setUp()
        self.site, self.register = os.environ["TIZILIM_OUT"], os.environ.get("TIZILIM_REGISTER", "trusted")
        self.now = json.loads(read(self.site, STATUS))["published_at"]

    def test_from_nothing_by_events(self):
        for flags in ([], ["--verify"], ["--full"]):  # the second finds everything there, the third reads entries.json instead
            code, _, err = self.consume(*flags, register=self.register)
            self.assertEqual((code, err), (0, ""), err)
            self.assert_equal_to_published(self.register)

    def test_from_nothing_in_full(self):
        code, _, err = self.consume("--full", register=self.register)
        self.assertEqual((code, err), (0, ""), err)
        self.assert_equal_to_published(self.register)


if __name__ == "__main__":
    unittest.main()
