// Was the holder with this BIN eligible for this ENS TRU code on this date?
//
//     java Eligible.java BASE REGISTER BIN CODE YYYY-MM-DD        BASE: address or folder of the published site
//
// Answers and exit codes as eligible.py. Needs Java 11 and java.base alone, which has no JSON: two patterns read what is needed.
// They are safe on this feed: inside a JSON string every quotation mark has a backslash before it, so `{"` never begins within one,
// and both objects have their keys in the order of the contract. With a JSON library at hand, use that.

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLConnection;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;

public class Eligible {
    static final String DATE = "[0-9]{4}-[0-9]{2}-[0-9]{2}";
    static final Pattern ROW_OR_INTERVAL = Pattern.compile("\\{\\s*\"number\"\\s*:\\s*(?<number>[0-9]+)\\s*,"
            + "|\\{\\s*\"in_from\"\\s*:\\s*\"(?<from>" + DATE + ")\"\\s*,\\s*\"in_to\"\\s*:\\s*(?:null|\"(?<to>" + DATE + ")\")\\s*[,}]");

    static String read(String base, String path) throws IOException {
        if (!base.startsWith("http://") && !base.startsWith("https://")) {
            return Files.readString(Path.of(base, path));
        }
        URLConnection connection = URI.create(base.replaceAll("/+$", "") + "/" + path).toURL().openConnection();
        connection.setConnectTimeout(60_000);
        connection.setReadTimeout(60_000);
        try (InputStream stream = connection.getInputStream()) { // throws on 404
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    // Absence is read from the list of keys: a missing file could as well be a wrong address.
    static boolean known(String api, String key, String value) throws IOException {
        return Arrays.asList(read(api, "keys/" + key + ".txt").split("\n")).contains(value);
    }

    static Set<String> numbers(String api, String key, String value, String day) throws IOException {
        var numbers = new HashSet<String>();
        var json = read(api, "by-" + key + "/" + value + ".json");
        if (!json.strip().endsWith("}")) { // patterns do not notice an end that is missing
            throw new IOException("the rows of " + value + " are cut off");
        }
        var matcher = ROW_OR_INTERVAL.matcher(json);
        String number = null;
        while (matcher.find()) {
            if (matcher.group("number") != null) {
                number = matcher.group("number");
            } else if (matcher.group("from").compareTo(day) <= 0
                    && (matcher.group("to") == null || day.compareTo(matcher.group("to")) < 0)) {
                numbers.add(number);
            }
        }
        return numbers;
    }

    static String answer(String api, String bin, String code, String day) throws IOException {
        if (!known(api, "holder", bin)) { // the fifth digit of a BIN is 4, 5 or 6; of an IIN it is the first of a day of the month
            return "456".indexOf(bin.charAt(4)) >= 0 ? "not eligible" : "cannot be answered in public";
        }
        if (!known(api, "enstru", code)) {
            return "not eligible";
        }
        var numbers = numbers(api, "enstru", code, day);
        numbers.retainAll(numbers(api, "holder", bin, day));
        return numbers.isEmpty() ? "not eligible" : "eligible";
    }

    public static void main(String[] arguments) {
        String[] forms = {".*", "[0-9a-z_-]+", "[0-9]{12}", "[0-9A-Za-z._-]+", DATE};
        boolean fits = arguments.length == forms.length;
        for (int i = 0; fits && i < forms.length; i++) {
            fits = arguments[i].matches(forms[i]);
        }
        if (!fits) {
            System.err.println("usage: java Eligible.java BASE REGISTER BIN CODE YYYY-MM-DD");
            System.exit(2);
        }
        try {
            String api = arguments[0].replaceAll("/+$", "") + "/api/v1/" + arguments[1];
            String found = answer(api, arguments[2], arguments[3], arguments[4]);
            System.out.println(found);
            System.exit(found.equals("eligible") ? 0 : found.equals("not eligible") ? 1 : 2);
        } catch (IOException | IllegalArgumentException error) {
            System.err.println(error);
            System.exit(2);
        }
    }
}
