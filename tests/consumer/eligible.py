#!/usr/bin/env python3
"""Was the holder with this BIN eligible for this ENS TRU code on this date?

    eligible.py BASE REGISTER BIN CODE YYYY-MM-DD        BASE: address or folder of the published site

Prints `eligible` (exit code 0), `not eligible` (1) or `cannot be answered in public` (2: an IIN that the public feed masks); when a
file cannot be had, nothing is printed and the exit code is 2. The rule: an entry is in the register with this code on that day,
and is in the register with this holder on that day. Intervals hold from `in_from` up to, not including, `in_to` (null: open).
Minimal: it trusts the connection. consumer.py shows how to verify hashes and notice a stale copy. A decision taken about that
day may make the answer arguable: look at the dates in validity.json before you reject anybody.
"""
import json
import re
import sys
import urllib.request


def read(base, path):
    if base.startswith(("http://", "https://")):
        with urllib.request.urlopen(base.rstrip("/") + "/" + path, timeout=60) as answer:
            return answer.read().decode("utf-8")
    with open(base + "/" + path, encoding="utf-8") as file:
        return file.read()


def answer(base, register, bin, code, day):
    def known(key, value):  # absence is read from the list of keys: a missing file could as well be a wrong address
        return value in read(base, "api/v1/%s/keys/%s.txt" % (register, key)).split("\n")

    def numbers(key, value):
        rows = json.loads(read(base, "api/v1/%s/by-%s/%s.json" % (register, key, value)))["entries"]
        return {row["number"] for row in rows for i in row["intervals"] if i["in_from"] <= day and (i["in_to"] is None or day < i["in_to"])}

    if not known("holder", bin):  # the fifth digit of a BIN is 4, 5 or 6; of an IIN it is the first of a day of the month
        return "not eligible" if bin[4] in "456" else "cannot be answered in public"
    if not known("enstru", code):
        return "not eligible"
    return "eligible" if numbers("enstru", code) & numbers("holder", bin) else "not eligible"


def main():
    forms = ("[0-9a-z_-]+", "[0-9]{12}", "[0-9A-Za-z._-]+", "[0-9]{4}-[0-9]{2}-[0-9]{2}")
    if len(sys.argv) != 6 or not all(map(re.fullmatch, forms, sys.argv[2:])):
        print("usage: eligible.py BASE REGISTER BIN CODE YYYY-MM-DD", file=sys.stderr)
        return 2
    try:
        found = answer(*sys.argv[1:])
    except (OSError, ValueError, KeyError) as error:
        print(error, file=sys.stderr)
        return 2
    print(found)
    return {"eligible": 0, "not eligible": 1}.get(found, 2)


if __name__ == "__main__":
    sys.exit(main())
