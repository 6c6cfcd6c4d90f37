"""Adds one decision and a new name to the first record of a sample, in a commit of its own."""

import json
import pathlib
import subprocess
import sys

repository = pathlib.Path(sys.argv[1])


def git(*arguments: str) -> str:
    command = ["git", "-C", str(repository), "-c", "user.name=Bench", "-c", "user.email=bench@tizilim.example"]
    return subprocess.run([*command, *arguments], check=True, capture_output=True, text=True).stdout


git("checkout", "-q", "-f", "HEAD")
records = sorted(repository.glob("data/registers/trusted/entries/*/*.json"))
for path in records:
    record = json.loads(path.read_text(encoding="utf-8"))
    if record["form"] == "2024" and len(record["decisions"]) == 1:
        break
day = git("log", "-1", "--format=%cd", "--date=short").strip()
first = record["decisions"][0]
record["decisions"].append({
    **dict.fromkeys(first), "kind": "change", "purpose": "other", "number": "DEMO-0000/0001",
    "decided_on": day, "effective_on": day, "grounds": [],
    "notice": {"number": "DEMO-0000/0002", "date": day},
})
record["name"] = {lang: name + " 2" for lang, name in record["name"].items()}
path.write_text(json.dumps(record, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
git("commit", "-q", "-a", "-m", "One change")
