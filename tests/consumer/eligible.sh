#!/bin/sh
# Was the holder with this BIN eligible for this ENS TRU code on this date?
#
#     eligible.sh BASE REGISTER BIN CODE YYYY-MM-DD        BASE: address or folder of the published site
#
# Answers and exit codes as eligible.py. Needs a POSIX shell, grep, jq, and curl when BASE is an address: names in the feed are
# free text, which awk and sed cannot be trusted to read as JSON.
set -eu

usage() {
    echo "usage: eligible.sh BASE REGISTER BIN CODE YYYY-MM-DD" >&2
    exit 2
}

[ $# -eq 5 ] || usage
base=${1%/} register=$2 bin=$3 code=$4 day=$5
LC_ALL=C
export LC_ALL
printf '%s\n' "$register $bin $code $day" |
    grep -Eqx '[0-9a-z_-]+ [0-9]{12} [0-9A-Za-z._-]+ [0-9]{4}-[0-9]{2}-[0-9]{2}' || usage
for argument in "$register" "$bin" "$code" "$day"; do
    case $argument in *[!0-9A-Za-z._-]*) usage ;; esac
done

# Each file is read whole into a variable first: in a pipe its failure would look like an empty answer.
read_file() {
    case $base in
    http://* | https://*) curl -fsS --max-time 60 "$base/api/v1/$register/$1" ;;
    *) cat "$base/api/v1/$register/$1" ;;
    esac || exit 2
}

answer() {
    echo "$1"
    exit "$2"
}

# Absence is read from the list of keys: a missing file could as well be a wrong address.
holders=$(read_file keys/holder.txt) || exit 2
if ! printf '%s\n' "$holders" | grep -Fqx "$bin"; then
    case $bin in # the fifth digit of a BIN is 4, 5 or 6; of an IIN it is the first of a day of the month
    ????[456]*) answer 'not eligible' 1 ;;
    *) answer 'cannot be answered in public' 2 ;;
    esac
fi
codes=$(read_file keys/enstru.txt) || exit 2
printf '%s\n' "$codes" | grep -Fqx "$code" || answer 'not eligible' 1

of_code=$(read_file "by-enstru/$code.json") || exit 2
of_holder=$(read_file "by-holder/$bin.json") || exit 2
found=$(printf '%s\n%s\n' "$of_code" "$of_holder" | jq -rs --arg day "$day" '
    def numbers: [.entries[] | select(any(.intervals[]; .in_from <= $day and (.in_to == null or $day < .in_to))) | .number];
    if length != 2 then error("two files expected")
    elif (.[0] | numbers) - ((.[0] | numbers) - (.[1] | numbers)) == [] then "not eligible" else "eligible" end') || exit 2
if [ "$found" = eligible ]; then answer eligible 0; else answer 'not eligible' 1; fi
