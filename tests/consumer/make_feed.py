"""Synthetic feeds for the tests of the consumer: a small, slow, literal second writing of the published format.

    make_feed.py OUT EVENTS        writes a site with that many events of the register `trusted`

It knows nothing of the program under test; where the two disagree, one of them has misread the contract. All data are fictional.
"""
import datetime
import functools
import hashlib
import json
import os
import random
import sys

SEGMENT = 256
KINDS = {"include": "include", "change": "change", "exclude": "exclude", "correct": "correct", "annul": "annul"}
NO_SEAL = {"status": "missing", "reason": None, "signer_role": None, "signed_at": None, "sha256": None}
MASK = "************"


def compact(value):
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def canonical(record):
    return indented(compact(record))


@functools.lru_cache(maxsize=None)
def indented(data):  # remembered, because Python indents slowly and the tests publish the same records again and again
    return (json.dumps(json.loads(data), ensure_ascii=False, indent=2) + "\n").encode()


def sha256(data):
    return hashlib.sha256(data).hexdigest()


def bilingual(kk, ru):
    return {"kk": kk, "ru": ru}


def record(number, bin, codes, name="Өнім"):
    """A record without decisions, in the order of edition 2024. The name carries what trips careless readers of JSON."""
    person = bilingual("«Үлгі» ЖШС", "ТОО «Образец»")
    return {"form": "2024", "number": number, "formed_on": "2025-01-01", "kind": "software",
            "name": bilingual('%s "%d" {"number":9,\\ \u2028' % (name, number), "Изделие %d" % number), "former_names": [],
            "standalone": number % 2 == 0, "requires": [], "models": [],
            "applicant": {"kind": "legal_entity" if bin[4] in "456" else "sole_proprietor", "id": bin,
                          "salt": None if bin[4] in "456" else "0" * 32, "name": person, "contacts": None},
            "support": [], "enstru": [{"code": code, "supply": ["goods"]} for code in codes], "tnved": [], "kpved": [],
            "categories": [], "note": None, "documents": [], "decisions": [], "origin": None, "replaced_by": None}


def decide(old, kind, effective, decided=None, refers_to=None, **values):
    """The record after one more decision."""
    new = json.loads(json.dumps(old))
    new.update(values)
    new["decisions"].append({
        "kind": kind, "purpose": None, "number": "DEMO-%d/%d" % (new["number"], len(new["decisions"]) + 1),
        "decided_on": decided or effective, "effective_on": effective, "act": None, "recommendation": None, "application": None,
        "notice": {"number": "DEMO-№ %d" % new["number"], "date": effective}, "grounds": ["expired_document"] if kind == "exclude" else [],
        "reason": None, "refers_to": refers_to})
    return new


def history(events, seed=1, first=datetime.datetime(2025, 1, 10, 6)):
    """Commits [(committed_at, {number: record})] with exactly so many events: inclusions, changes, exclusions, annulments,
    two decisions in one revision, holders that are masked, entries that refer to others, decisions effective later."""
    chance, commits, records, left, when = random.Random(seed), [], {}, events, first
    while left:
        when += datetime.timedelta(hours=chance.choice([0, 1, 30]))
        today, touched = when.date().isoformat(), {}
        for _ in range(min(left, chance.choice([1, 1, 1, 2, 3]))):
            if not left:
                break
            number = chance.choice(sorted(set(records) - set(touched)) or [0]) if chance.random() < 0.6 else 0
            later = (when + datetime.timedelta(days=chance.choice([0, 0, 0, 20]))).date().isoformat()
            if not number:
                number = max([0, *records, *touched]) + chance.choice([1, 1, 1, 2])
                bin = chance.choice(["70%02d40000%03d" % (n % 90, n) for n in range(12)] + ["850101300017"])
                codes = sorted(chance.sample(["620920.000.00000%d" % n for n in range(8)], chance.choice([1, 2, 3])))
                new = record(number, bin, codes)
                if records and chance.random() < 0.4:
                    new["requires"] = [{"number": chance.choice(sorted(records))}]
                new = decide(new, "include", later, decided=today)
            else:
                new, left = step(records[number], later, today, left, chance)
            touched[number], left = new, left - 1
        records.update(touched)
        commits.append((when, touched))
    return commits


def step(old, later, today, left, chance):
    kinds, codes = [d["kind"] for d in old["decisions"]], [row["code"] for row in old["enstru"]]
    if kinds[-1] == "exclude":
        if chance.random() < 0.5:
            return decide(old, "annul", later, decided=today, refers_to=len(kinds)), left
        return decide(old, "include", later, decided=today), left
    if chance.random() < 0.3:
        return decide(old, "exclude", later, decided=today), left
    codes = sorted(set(codes[1:]) | {"620920.000.00000%d" % chance.randrange(8)})
    new = decide(old, "change", later, decided=today, enstru=[{"code": code, "supply": ["goods"]} for code in codes])
    if left > 1 and chance.random() < 0.3:
        return decide(new, "exclude", later, decided=today), left - 1
    return new, left


def intervals_of(revisions, wanted):
    """Intervals of being in the register while wanted(values) holds, as known now; empty ones are dropped."""
    decisions, values = revisions[-1]["decisions"], []
    for revision in revisions:
        values += [revision] * (len(revision["decisions"]) - len(values))
    counting = set(range(len(decisions)))
    for index in reversed(range(len(decisions))):
        if index in counting and decisions[index]["kind"] == "annul":
            counting.discard(decisions[index]["refers_to"] - 1)
    found, since = [], None
    for day in sorted({decisions[index]["effective_on"] for index in counting}):
        inside, grounds, now = False, None, None
        for index in sorted(counting):
            kind = decisions[index]["kind"]
            if decisions[index]["effective_on"] <= day and kind in ("include", "change", "exclude"):
                inside = kind == "include" or kind == "change" and inside
                grounds = decisions[index]["grounds"] if kind == "exclude" else grounds
                now = now if kind == "exclude" else values[index]
        holds = inside and wanted(now)
        if holds and since is None:
            since = day
        elif not holds and since is not None:
            found.append({"in_from": since, "in_to": day, "grounds": None if inside else grounds})
            since = None
    if since is not None:
        found.append({"in_from": since, "in_to": None, "grounds": None})
    return found


def registration_of(revisions, intervals, day):
    decisions = revisions[-1]["decisions"]
    annulled = {d["refers_to"] - 1 for d in decisions if d["kind"] == "annul"}
    marks = [d for index, d in enumerate(decisions) if d["kind"] in ("include", "exclude") and index not in annulled]
    if not any(d["kind"] == "include" for d in marks):
        return "annulled"
    if not any(d["effective_on"] <= day for d in marks):
        return "pending"
    return "in_register" if any(i["in_from"] <= day and (i["in_to"] is None or day < i["in_to"]) for i in intervals) else "excluded"


class Site:
    """What is published after the given commits. Tests may bend `events`, `files` and `head` before `write`."""

    def __init__(self, commits, register="trusted", on=None, published_at=None):
        self.register, self.root = register, "api/v1/%s/" % register
        self.revisions, self.events, self.files, self.when = {}, [], {}, "2025-01-01T00:00:00Z"
        for committed_at, touched in commits:
            self.when = committed_at.strftime("%Y-%m-%dT%H:%M:%SZ")
            for number in sorted(touched):
                self.append(number, touched[number])
        self.published_at = published_at or self.when
        self.on = on or self.published_at[:10]
        self.commit = sha256(compact([self.when, len(self.events)]))[:40]
        self.build_entries()
        self.head = {}

    def append(self, number, new):
        earlier = self.revisions.setdefault(number, [])
        old = earlier[-1] if earlier else None
        earlier.append(new)
        for decision in new["decisions"][len(old["decisions"]) if old else 0:]:
            self.events.append({
                "seq": len(self.events) + 1, "register": self.register, "number": number, "revision": len(earlier),
                "kind": decision["kind"], "decision": decision["number"], "decided_on": decision["decided_on"],
                "effective_on": decision["effective_on"], "recorded_at": self.when, "notice": decision["notice"],
                "grounds": decision["grounds"], "refers_to": decision["refers_to"],
                "fields": sorted("/" + key for key in new if key != "decisions" and new[key] != old[key]) if old else [],
                "record_sha256": sha256(canonical(new)), "previous_sha256": sha256(canonical(old)) if old else None,
                "seal_sha256": None})

    def put(self, path, value):
        self.files[self.root + path] = value if isinstance(value, bytes) else compact(value)

    def build_entries(self):
        whole = {n: intervals_of(revisions, lambda values: True) for n, revisions in self.revisions.items()}
        registration = {n: registration_of(r, whole[n], self.on) for n, r in self.revisions.items()}
        entries, rows = [], {"holder": {}, "enstru": {}}
        for number, revisions in sorted(self.revisions.items()):
            entry, events = json.loads(json.dumps(revisions[-1])), [e for e in self.events if e["number"] == number]
            masked = entry["applicant"]["id"][4] not in "456"
            del entry["applicant"]["salt"]
            entry["applicant"]["id"] = MASK if masked else entry["applicant"]["id"]
            entry.update({
                "registration": registration[number], "intervals": whole[number], "seal": NO_SEAL,
                "requires_resolved": [dict(r, registration=registration.get(r["number"])) for r in entry["requires"]],
                "required_by": [n for n, r in sorted(self.revisions.items()) if {"number": number} in r[-1]["requires"]],
                "last_seq": events[-1]["seq"], "revision": len(revisions), "record_sha256": sha256(canonical(revisions[-1])),
                "url": "https://tizilim.example/ru/%s/%d/" % (self.register, number)})
            entries.append(entry)
            self.put("entries/%d.json" % number, dict(entry, events=events, revisions=[
                {"revision": k + 1, "record_sha256": sha256(canonical(r))} for k, r in enumerate(revisions)]))
            for k, revision in enumerate(revisions if not masked else []):
                self.put("entries/%d/r%d.json" % (number, k + 1), canonical(revision))
            for holder in {r["applicant"]["id"] for r in revisions} if not masked else []:
                held = intervals_of(revisions, lambda values: values["applicant"]["id"] == holder)
                rows["holder"].setdefault(holder, []).append(self.row(entry, held))
            for code in {row["code"] for r in revisions for row in r["enstru"]}:
                held = intervals_of(revisions, lambda values: code in [row["code"] for row in values["enstru"]])
                rows["enstru"].setdefault(code, []).append(self.row(entry, held))
        for key, values in rows.items():
            for value, found in values.items():
                self.put("by-%s/%s.json" % (key, value), {"register": self.register, "key": value, "entries": found})
            note = ["# masked holders are not listed"] if key == "holder" else []
            self.put("keys/%s.txt" % key, "".join(line + "\n" for line in note + sorted(values)).encode())
        count = {"total": len(entries)}
        count.update((k, sum(e["registration"] == k for e in entries)) for k in ("pending", "in_register", "excluded", "annulled"))
        self.put("entries.json", {"schema_version": "1.0.0", "register": self.register, "seq": len(self.events), "commit": self.commit,
                                  "form_editions": ["2020", "2024"], "count": count, "entries": entries})
        for edition in ("2020", "2024"):
            self.put("form-%s.csv" % edition, "№;Атауы\r\n".encode())
        self.files["api/v1/openapi.json"] = compact({"openapi": "3.1.0", "info": {"title": "demo", "version": "1.0.0"}})
        self.files["index.html"] = b"<!doctype html>"

    def row(self, entry, intervals):
        return {"number": entry["number"], "name": entry["name"], "intervals": intervals, "supply": ["goods"]}

    def build_changes(self):
        lines = [event if isinstance(event, bytes) else compact(event) + b"\n" for event in self.events]
        full, segments = len(lines) // SEGMENT * SEGMENT, []
        for start in range(0, full, SEGMENT):
            path, data = "changes/%06d-%06d.ndjson" % (start + 1, start + SEGMENT), b"".join(lines[start:start + SEGMENT])
            self.put(path, data)
            segments.append({"path": self.root + path, "first": start + 1, "last": start + SEGMENT, "sha256": sha256(data)})
        tail = b"".join(lines[full:])
        self.put("changes/tail.ndjson", tail)
        head = {"register": self.register, "seq": len(lines), "kinds": KINDS, "segments": segments,
                "tail": {"path": self.root + "changes/tail.ndjson", "sha256": sha256(tail)}}
        self.put("changes/head.json", dict(head, **self.head))

    def write(self, out, shard=1000, bend=None, status=None):
        """Everything below `out`; `bend(files)` alters what the manifest then vouches for, `status` what the status says."""
        self.build_changes()
        if bend:
            bend(self.files)
        rows = [{"path": path, "bytes": len(data), "sha256": sha256(data)} for path, data in sorted(self.files.items())]
        shards = {}
        if len(rows) > shard:
            for start in range(0, len(rows), shard):
                shards["api/v1/manifest/%d.json" % (start // shard)] = compact({"files": rows[start:start + shard]})
            rows = []
        manifest = compact({"files": rows, "shards": [{"path": path, "bytes": len(data), "sha256": sha256(data)} for path, data in shards.items()]})
        expires = datetime.datetime.strptime(self.published_at, "%Y-%m-%dT%H:%M:%SZ") + datetime.timedelta(days=30)
        promised = {"commit": self.commit, "published_at": self.published_at, "expires_at": expires.strftime("%Y-%m-%dT%H:%M:%SZ"),
                    "registers": {self.register: {"seq": len(self.events), "count": len(self.revisions)}},
                    "manifest_sha256": sha256(manifest), "log": {"size": len(self.events), "root": "0" * 64}}
        promised.update(status or {})
        everything = dict(self.files, **shards)
        everything["api/v1/manifest.json"], everything["api/v1/status.json"] = manifest, compact(promised)
        for path, data in everything.items():
            target = os.path.join(out, path)
            os.makedirs(os.path.dirname(target), exist_ok=True)
            with open(target, "wb") as file:
                file.write(data)
        return out


if __name__ == "__main__":
    Site(history(int(sys.argv[2]))).write(sys.argv[1])
