<?php
// Was the holder with this BIN eligible for this ENS TRU code on this date?
//
//     php eligible.php BASE REGISTER BIN CODE YYYY-MM-DD        BASE: address or folder of the published site
//
// Answers and exit codes as eligible.py. Needs PHP 7.3 and, when BASE is an address, allow_url_fopen (openssl for https).
declare(strict_types=1);

function read_file(string $path): string
{
    global $argv;
    $data = @file_get_contents(rtrim($argv[1], '/') . "/api/v1/$argv[2]/$path");
    if ($data === false) {
        throw new RuntimeException("$path cannot be read");
    }
    return $data;
}

// Absence is read from the list of keys: a missing file could as well be a wrong address. The comparison is strict, because
// PHP takes two strings of digits for numbers.
function known(string $key, string $value): bool
{
    return in_array($value, explode("\n", read_file("keys/$key.txt")), true);
}

function numbers(string $key, string $value, string $day): array
{
    $numbers = [];
    foreach (json_decode(read_file("by-$key/$value.json"), true, 64, JSON_THROW_ON_ERROR)['entries'] as $row) {
        foreach ($row['intervals'] as $interval) {
            if (strcmp($interval['in_from'], $day) <= 0 && ($interval['in_to'] === null || strcmp($day, $interval['in_to']) < 0)) {
                $numbers[] = $row['number'];
            }
        }
    }
    return $numbers;
}

function answer(string $bin, string $code, string $day): string
{
    if (!known('holder', $bin)) { // the fifth digit of a BIN is 4, 5 or 6; of an IIN it is the first of a day of the month
        return strpos('456', $bin[4]) !== false ? 'not eligible' : 'cannot be answered in public';
    }
    if (!known('enstru', $code)) {
        return 'not eligible';
    }
    return array_intersect(numbers('enstru', $code, $day), numbers('holder', $bin, $day)) ? 'eligible' : 'not eligible';
}

$forms = [2 => '[0-9a-z_-]+', '[0-9]{12}', '[0-9A-Za-z._-]+', '[0-9]{4}-[0-9]{2}-[0-9]{2}'];
$fits = $argc === 6;
foreach ($forms as $place => $form) {
    $fits = $fits && preg_match("/\\A$form\\z/", $argv[$place]) === 1;
}
if (!$fits) {
    fwrite(STDERR, "usage: eligible.php BASE REGISTER BIN CODE YYYY-MM-DD\n");
    exit(2);
}
try {
    $found = answer($argv[3], $argv[4], $argv[5]);
} catch (Throwable $error) {
    fwrite(STDERR, $error->getMessage() . "\n");
    exit(2);
}
echo $found, "\n";
exit(['eligible' => 0, 'not eligible' => 1][$found] ?? 2);
