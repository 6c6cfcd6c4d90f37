#!/usr/bin/env python3
"""A reference consumer of the change feed: keeps a local copy of one register that equals the published entries.json.

    consumer.py --base https://tizilim.example/ --register trusted --state ./copy

Needs Python 3.8 and nothing else. Run it as often as you like, one run at a time for a state folder. The copy is the key "feed"
of <state>/state.json; read it from there and nowhere else, because that file only ever changes as a whole.

Trust goes one way: status.json names the hash of manifest.json, the manifest the hash of every other file. Left out here: the
signatures of both (no Ed25519 in the standard library; `tizilim verify` checks them) and the transparency log.
Exit code 0: the copy is up to date. 2: usage or network. 3: the feed is not what it was or what it says it is: a line `problem:
<code>: <sentence>` on stderr, the copy stays. Once may be a site in the middle of an upload; twice is for a person to look at.
"""
import argparse
import datetime
import hashlib
import http.client
import json
import os
import pathlib
import re
import sys
import urllib.request

EVENT_KEYS = ["seq", "register", "number", "revision", "kind", "decision", "decided_on", "effective_on", "recorded_at", "notice",
              "grounds", "refers_to", "fields", "record_sha256", "previous_sha256", "seal_sha256"]
SHA256 = re.compile(r"[0-9a-f]{64}")
INSTANT = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2})Z")
SAFE_PATH = re.compile(r"(?!.*(^|/)\.\.?(/|$))[0-9A-Za-z._-]+(/[0-9A-Za-z._-]+)*")
EMPTY = {"seq": 0, "published_at": "", "log_size": 0, "recorded_at": "", "parts": [], "files": {}, "feed": {"entries": []}}


class Problem(Exception):
    """A code and a sentence: why the feed must not be believed. Exit code 3; all else that goes wrong is exit code 2."""


def sha256(data):
    return hashlib.sha256(data).hexdigest()


def compact(value, sort=False):
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=sort)


def once(pairs):
    """Parsers disagree on which of two equal keys counts, so a file that has both could tell two readers two things."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise Problem("duplicate-key", "an object has the same key twice among %s" % [key for key, _ in pairs])
    return found


def parse(data, name):
    try:
        value = json.loads(data.decode("utf-8"), object_pairs_hook=once, parse_constant=int)  # int refuses NaN
        compact(value).encode("utf-8")  # refuses half a character, written as an escape
        return value
    except (ValueError, RecursionError) as error:
        raise Problem("not-json", "%s cannot be read: %s" % (name, error))


def take(holder, key, kind, name):
    """The value of a key that must be there. (True is an int to Python, not to JSON: the types are compared exactly.)"""
    if type(holder) is not dict or type(holder.get(key)) is not kind:
        raise Problem("bad-shape", "%s has no %s of the expected type" % (name, key))
    return holder[key]


def instant(holder, key, name):
    text = take(holder, key, str, name)
    try:
        return datetime.datetime.fromisoformat(INSTANT.fullmatch(text).group(1) + "+00:00")
    except (AttributeError, ValueError):
        raise Problem("bad-shape", "%s has a %s that is not an instant in UTC: %s" % (name, key, text))


class Source:
    """Where the files come from: a web address or a folder. What is verified is also kept under its hash in <state>/objects,
    so that a run that was killed continues where it stopped."""
    def __init__(self, base, state):
        self.base = base.rstrip("/")
        self.remote = base.startswith(("http://", "https://"))
        self.objects = state / "objects"

    def read(self, path, limit=64 << 20):
        """The bytes at a path, one more than the limit at most; None when the publisher does not have the file."""
        if not SAFE_PATH.fullmatch(path):  # a path out of a file must never lead out of the site
            raise Problem("bad-path", "the feed names a path that no site may have: %r" % path)
        try:
            place = self.base + "/" + path
            with urllib.request.urlopen(place, timeout=60) if self.remote else open(place, "rb") as file:
                return file.read(limit + 1)
        except OSError as error:
            if isinstance(error, FileNotFoundError) or getattr(error, "code", 0) in (404, 410):
                return None
            raise

    def get(self, row):
        """The bytes of a file as a row of the manifest promises them."""
        kept = self.objects / row["sha256"]
        if kept.exists() and sha256(kept.read_bytes()) == row["sha256"]:  # it may be half of it, if we were killed
            return kept.read_bytes()
        data = self.read(row["path"], row["bytes"])
        if data is None:
            raise Problem("missing-file", "%s is in the manifest and not on the site" % row["path"])
        if sha256(data) != row["sha256"]:
            code = "truncated" if len(data) < row["bytes"] else "wrong-hash"
            raise Problem(code, "%s is not the file that the manifest names" % row["path"])
        kept.write_bytes(data)
        return data


def read_status(data, register, state, now):
    """status.json is the only file that nothing vouches for, so it is held against the clock and against what we have seen."""
    status = parse(data, "status.json")
    instant(status, "published_at", "status.json")
    if now > instant(status, "expires_at", "status.json"):
        raise Problem("stale", "expired at %s: somebody serves an old copy, or nobody publishes" % status["expires_at"])
    promised = take(status, "registers", dict, "status.json").get(register)
    if promised is None:
        raise Problem("missing-register", "status.json does not name the register %s" % register)
    log_size = take(status["log"], "size", int, "log") if status.get("log") else 0
    offered = {"published_at": status["published_at"], "seq": take(promised, "seq", int, register), "log_size": log_size}
    for key, value in offered.items():
        if value < state[key]:
            raise Problem("rollback", "%s is %s, and we have seen %s" % (key, value, state[key]))
    return status, promised, log_size


def read_manifest(source, status, register):
    """The rows of what we may read, by path: the manifest of a large site has a row for every page, too."""
    data = source.read("api/v1/manifest.json") or b""
    if sha256(data) != take(status, "manifest_sha256", str, "status.json"):
        raise Problem("wrong-hash", "api/v1/manifest.json is not the one that the status names")
    manifest = parse(data, "manifest.json")
    shards = [checked(row) for row in take(manifest, "shards", list, "manifest.json")]
    lists = [take(manifest, "files", list, "manifest.json")]
    lists += [take(parse(source.get(row), row["path"]), "files", list, row["path"]) for row in shards]
    rows = {}
    for row in (checked(row) for files in lists for row in files):
        if row["path"].startswith("api/v1/%s/" % register) or row["path"] == "api/v1/openapi.json":
            if rows.setdefault(row["path"], row) != row:
                raise Problem("bad-manifest", "the manifest has two hashes for %s" % row["path"])
    return rows, {row["sha256"] for row in shards}


def checked(row):
    size, path, digest = (take(row, key, kind, "the manifest") for key, kind in (("bytes", int), ("path", str), ("sha256", str)))
    if size < 0 or not SHA256.fullmatch(digest):
        raise Problem("bad-shape", "%s has no size or no hash in the manifest" % path)
    return row


def row_of(rows, path):
    if path not in rows:
        raise Problem("missing-file", "%s is not in the manifest" % path)
    return rows[path]


def read_log(source, rows, register, promised, state):
    """The events after state["seq"], and the parts (first, last, hash) of the log as they now are: full segments and the tail.
    A part that we have must have the hash it had; a tail that has grown, or has become a segment, must begin with the very bytes
    that we applied. So no line that we applied, not only the last one, can be altered unseen."""
    head = parse(source.get(row_of(rows, "api/v1/%s/changes/head.json" % register)), "head.json")
    if take(head, "register", str, "head.json") != register or take(head, "seq", int, "head.json") != promised["seq"]:
        raise Problem("bad-head", "head.json is not the head of %s at event %d" % (register, promised["seq"]))
    known = {first: (last, digest) for first, last, digest in state["parts"]}
    events, parts, end = [], [], 0
    for part in take(head, "segments", list, "head.json") + [dict(take(head, "tail", dict, "head.json"), last=head["seq"])]:
        path, digest = take(part, "path", str, "head.json"), take(part, "sha256", str, "head.json")
        first, last = end + 1, take(part, "last", int, "head.json")
        if part.get("first", first) != first:  # the tail states none
            raise Problem("gap", "%s does not begin with event %d" % (path, first))
        if last < first - 1:
            raise Problem("truncated", "the segments end with event %d, the head with %d" % (first - 1, last))
        if row_of(rows, path)["sha256"] != digest:
            raise Problem("wrong-hash", "head.json and the manifest differ about %s" % path)
        had, had_digest = known.get(first, (None, None))
        if had is None and first <= state["seq"] or had is not None and (had > last or had == last and had_digest != digest):
            raise Problem("another-history", "%s is not what we read as events %d to %d" % (path, first, min(last, state["seq"])))
        if had != last:
            *lines, rest = source.get(rows[path]).split(b"\n")
            if had is not None and sha256(b"".join(line + b"\n" for line in lines[:had - first + 1])) != had_digest:
                raise Problem("another-history", "%s alters events %d to %d that we have applied" % (path, first, had))
            fresh = max(first, state["seq"] + 1)
            events += [read_event(line, seq, register, head) for seq, line in enumerate(lines[fresh - first:], fresh)]
            if rest or len(lines) != last - first + 1:
                code = "truncated" if len(lines) < last - first + 1 else "surplus"
                raise Problem(code, "%s ends with event %d, not %d" % (path, first + len(lines) - 1, last))
        end, parts = last, parts + ([[first, last, digest]] if last >= first else [])
    return events, parts


def read_event(line, seq, register, head):
    """One line of format e1, whose bytes are frozen (the log's leaves are made of them): any other spelling is refused."""
    event = parse(line, "event %d" % seq)
    if take(event, "seq", int, "an event") != seq:
        raise Problem("gap", "there is event %d where %d should be" % (event["seq"], seq))
    if list(event) != EVENT_KEYS or compact(event).encode("utf-8", "replace") != line:
        raise Problem("bad-event", "event %d is not written as e1 demands: keys in order, no spaces" % seq)
    number, revision, kind = (take(event, key, of, "an event") for key, of in (("number", int), ("revision", int), ("kind", str)))
    instant(event, "recorded_at", "an event")
    hashes = [event["record_sha256"]] + [event[key] for key in ("previous_sha256", "seal_sha256") if event[key] is not None]
    if (event["register"] != register or kind not in take(head, "kinds", dict, "head.json") or number < 1 or revision < 1
            or not all(type(digest) is str and SHA256.fullmatch(digest) for digest in hashes)):
        raise Problem("bad-event", "event %d has a value that it cannot have" % seq)
    return event


def follow(events, state):
    """What each entry must be after the events: number -> (revision, record_sha256, last_seq, previous_sha256). Each event names
    the record before it, so a revision that somebody left out or slipped in is seen."""
    heads = {old["number"]: (old["revision"], old["record_sha256"], old["last_seq"], None) for old in state["feed"]["entries"]}
    clock = state["recorded_at"]
    for event in events:
        revision, record, seq, previous = heads.get(event["number"], (0, None, 0, None))
        if event["recorded_at"] < clock:
            raise Problem("time-goes-back", "event %d was recorded before the one before it" % event["seq"])
        same = revision == event["revision"] and seq > state["seq"]  # a second decision in one revision: all in one commit
        expected = (revision, record, previous) if same else (revision + 1, event["record_sha256"], record)
        if (event["revision"], event["record_sha256"], event["previous_sha256"]) != expected:
            raise Problem("broken-chain", "event %d does not continue entry %d" % (event["seq"], event["number"]))
        heads[event["number"]] = (event["revision"], event["record_sha256"], event["seq"], event["previous_sha256"])
        clock = event["recorded_at"]
    return heads, clock


def read_entries(source, rows, register, state, published):
    """All entries, the hash of the file that each came from, and how many were read. An entry changes with its events, but also
    without one of its own: when what it refers to changes, or on the day when a decision takes effect. So the hash in the
    manifest decides what is read again, not the event."""
    name = re.compile(r"api/v1/%s/entries/([1-9][0-9]*)\.json" % re.escape(register))
    found = {int(match.group(1)): row for match, row in ((name.fullmatch(path), row) for path, row in rows.items()) if match}
    have = {entry["number"]: entry for entry in state["feed"]["entries"]}
    if published is not None:
        have = {take(entry, "number", int, "an entry"): entry for entry in take(published, "entries", list, "entries.json")}
    entries, read = [], 0
    for number, row in sorted(found.items()):
        if published is None and state["files"].get(str(number)) != row["sha256"]:
            have[number] = parse(source.get(row), row["path"])
            take(have[number], "events", list, row["path"]), take(have[number], "revisions", list, row["path"])
            del have[number]["events"], have[number]["revisions"]  # the rest is the entry as entries.json has it
            read += 1
        if number not in have or take(have[number], "number", int, "an entry") != number:
            raise Problem("entry-differs", "what is published as entry %d is not entry %d" % (number, number))
        entries.append(have[number])
    return entries, {str(number): row["sha256"] for number, row in found.items()}, read


def synchronise(source, register, state, data, now, full=False, verify=False):
    """The next state, and a sentence on what was done; state itself is left as it is."""
    status, promised, log_size = read_status(data, register, state, now)
    rows, shards = read_manifest(source, status, register)
    events, parts = read_log(source, rows, register, promised, state)
    heads, clock = follow(events, state)
    whole = row_of(rows, "api/v1/%s/entries.json" % register) if full or verify else None
    published = parse(source.get(whole), "entries.json") if whole else None
    entries, files, read = read_entries(source, rows, register, state, published if full else None)
    for entry in entries:  # the log and the entries are two accounts of one thing and must agree
        if (entry.get("revision"), entry.get("record_sha256"), entry.get("last_seq")) != heads.pop(entry["number"], (None,))[:3]:
            raise Problem("entry-differs", "entry %d is not at the revision that the events lead to" % entry["number"])
    if heads:
        raise Problem("entry-differs", "entry %d has events and no file" % min(heads))
    registrations = [entry.get("registration") for entry in entries]
    count = {"total": len(entries)}
    count.update((kind, registrations.count(kind)) for kind in ("pending", "in_register", "excluded", "annulled"))
    if promised.get("count") not in (count["total"], count):
        raise Problem("state-differs", "status.json promises %s entries, there are %s" % (promised.get("count"), count))
    forms = (re.fullmatch(r"api/v1/%s/form-(.+)\.csv" % re.escape(register), path) for path in rows)
    openapi = parse(source.get(row_of(rows, "api/v1/openapi.json")), "openapi.json")
    feed = {"schema_version": take(take(openapi, "info", dict, "openapi.json"), "version", str, "openapi.json"),
            "register": register, "seq": promised["seq"], "commit": take(status, "commit", str, "status.json"),
            "form_editions": sorted(match.group(1) for match in forms if match), "count": count, "entries": entries}
    if published is not None and compact(feed, sort=True) != compact(published, sort=True):
        keys = [key for key in {**feed, **published} if compact(feed.get(key), True) != compact(published.get(key), True)]
        raise Problem("state-differs", "what the feed adds up to is not entries.json: %s" % ", ".join(keys))
    following = {"seq": promised["seq"], "published_at": status["published_at"], "log_size": log_size, "recorded_at": clock,
                 "parts": parts, "files": files, "feed": feed}
    return following, shards, "%s: event %d (%d new), %d entries (%d read), published at %s" % (
        register, promised["seq"], len(events), len(entries), len(entries) if full else read, status["published_at"])


def load(file, register):
    state = json.loads(file.read_bytes()) if file.exists() else EMPTY
    if set(state) != set(EMPTY) or state["feed"].get("register", register) != register:
        raise ValueError("%s is the copy of something else" % file)
    return state


def save(file, state):
    """Written beside, forced to the disk, renamed: whenever we are killed, the file is the old or the new one, and whole."""
    with open(str(file) + ".new", "wb") as new:
        new.write(compact(state).encode("utf-8"))
        new.flush()
        os.fsync(new.fileno())
    os.replace(new.name, file)
    if os.name == "posix":  # the rename itself is in the folder
        folder = os.open(file.parent, os.O_RDONLY)
        os.fsync(folder)
        os.close(folder)


def run(options):
    now = options.now or datetime.datetime.now(datetime.timezone.utc).isoformat()
    now = datetime.datetime.fromisoformat(now.upper().replace("Z", "+00:00")).astimezone()
    state = load(options.state / "state.json", options.register)
    source, data = Source(options.base, options.state), None
    source.objects.mkdir(parents=True, exist_ok=True)
    for attempt in range(5):
        before, data = data, source.read("api/v1/status.json")
        if data is None:
            raise OSError("%s has no api/v1/status.json" % options.base)
        if data == before:
            raise problem
        try:
            following, shards, sentence = synchronise(source, options.register, state, data, now, options.full, options.verify)
            break
        except Problem as caught:
            # A site may be exchanged while we read it, and then the parts do not fit: begin again if the status is another now.
            if caught.args[0] not in ("wrong-hash", "truncated", "missing-file") or attempt == 4:
                raise
            problem = caught
    save(options.state / "state.json", following)
    for kept in source.objects.iterdir():
        if kept.name not in shards:  # the shards serve the next run, all else is in the state now
            kept.unlink()
    print(sentence)


def main(arguments=None):
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--base", required=True, help="address or folder of the published site")
    parser.add_argument("--register", required=True)
    parser.add_argument("--state", required=True, type=pathlib.Path, help="folder of the local copy")
    parser.add_argument("--now", help="the time to judge staleness by, RFC 3339; default: the clock")
    parser.add_argument("--full", action="store_true", help="read entries.json, not a file an entry: for a first run")
    parser.add_argument("--verify", action="store_true", help="read entries.json too and compare")
    try:
        run(parser.parse_args(arguments))
    except Problem as problem:
        print("problem: %s: %s" % problem.args, file=sys.stderr)
        return 3
    except (OSError, ValueError, http.client.HTTPException) as failure:
        print("failed: %s" % failure, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
