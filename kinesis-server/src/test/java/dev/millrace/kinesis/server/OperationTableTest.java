package dev.millrace.kinesis.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The manual's table of operations: what it ticks has tests of its own, and the tests are those that it names. */
class OperationTableTest {
    private static final Path MANUAL = Path.of("../docs/kinesis-server.md");
    private static final Path ACTIONS = Path.of("src/main/java/dev/millrace/kinesis/server/action");
    private static final Path TESTS = Path.of("src/test/java/dev/millrace/kinesis/server");
    private static final String BY_NAME = "one each of the operation's name";
    private static final Pattern ROW = Pattern.compile("\\| ([A-Z][A-Za-z, ]+) \\| ([✓ ]+) \\| (.+) \\|");
    private static final Pattern TEST = Pattern.compile("`(\\w+Test)`");
    private static final Pattern ACTION = Pattern.compile("final class (\\w+) implements Action<");

    /** The tests that the table names for each operation it ticks. */
    private static Map<String, List<String>> ticked() throws IOException {
        Map<String, List<String>> ticked = new TreeMap<>();
        for (String line : Files.readAllLines(MANUAL)) {
            Matcher row = ROW.matcher(line);
            if (!row.matches()) {
                continue;
            }
            String[] operations = row.group(1).split(", ");
            assertEquals(operations.length, row.group(2).replace(" ", "").length(), "ticks of " + line);
            for (String operation : operations) {
                List<String> tests = new ArrayList<>();
                if (row.group(3).equals(BY_NAME)) {
                    tests.add(operation + "Test");
                }
                Matcher test = TEST.matcher(row.group(3));
                while (test.find()) {
                    tests.add(test.group(1));
                }
                ticked.put(operation, tests);
            }
        }
        return ticked;
    }

    /** Operations that a list of the tests' resources has a line for. */
    private static Set<String> listed(String resource) throws IOException {
        Set<String> operations = new TreeSet<>();
        for (String line : Files.readAllLines(Path.of("src/test/resources", resource))) {
            if (!line.startsWith("#")) {
                operations.add(line.substring(0, line.indexOf(' ')));
            }
        }
        return operations;
    }

    private static Set<String> without(Set<String> all, Set<String> some) {
        Set<String> rest = new TreeSet<>(all);
        rest.removeAll(some);
        return rest;
    }

    private static Set<String> operations() throws IOException {
        Set<String> operations = new TreeSet<>();
        try (Stream<Path> files = Files.list(ACTIONS)) {
            for (Path file : files.toList()) {
                Matcher action = ACTION.matcher(Files.readString(file));
                if (action.find()) {
                    operations.add(action.group(1));
                }
            }
        }
        return operations;
    }

    private static Map<String, String> sourcesOfTests() throws IOException {
        Map<String, String> sources = new HashMap<>();
        try (Stream<Path> files = Files.walk(TESTS)) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith("Test.java")).toList()) {
                sources.put(file.getFileName().toString().replace(".java", ""), Files.readString(file));
            }
        }
        return sources;
    }

    @Test
    void everyOperationIsTickedAndNothingElse() throws IOException {
        assertEquals(45, operations().size());
        assertEquals(operations(), ticked().keySet());
    }

    /** {@code ApiModelTest} breaks each rule of the one list, {@code DeclaredErrorsTest} provokes each error of the other. */
    @Test
    void everyOperationHasItsValidationsAndItsErrorsTested() throws IOException {
        Set<String> haveNoMembers = Set.of("DescribeAccountSettings", "DescribeLimits");
        assertEquals(haveNoMembers, without(operations(), listed("api-model.txt")));
        assertEquals(Set.of(), without(operations(), listed("api-errors.txt")));
    }

    /** {@code StreamStatesTest} asks each operation on a stream; the others have a test that names the states they know. */
    @Test
    void everyOperationIsAskedInTheStatesThatItKnows() throws IOException {
        Map<String, String> sources = sourcesOfTests();
        Matcher asked = Pattern.compile("r\\.put\\(\"(\\w+)\"").matcher(sources.getOrDefault("StreamStatesTest", ""));
        Set<String> onStreams =
                new TreeSet<>(asked.results().map(result -> result.group(1)).toList());
        Map<String, String> elsewhere = Map.of(
                "GetRecords", "GetRecordsTest",
                "SubscribeToShard", "SubscribeToShardTest",
                "CreateChannel", "ChannelTest",
                "DescribeChannel", "ChannelTest",
                "UpdateChannel", "ChannelTest",
                "DeleteChannel", "ChannelTest");
        Set<String> ofTheAccount = Set.of(
                "ListStreams", "ListChannels", "DescribeLimits", "DescribeAccountSettings", "UpdateAccountSettings");
        assertEquals(
                ofTheAccount,
                without(without(operations(), onStreams), elsewhere.keySet()),
                "know no states of a stream");
        elsewhere.forEach((operation, test) -> assertTrue(
                Pattern.compile("CREATING|DELETING|UPDATING|ResourceInUse")
                        .matcher(sources.getOrDefault(test, ""))
                        .find(),
                () -> test + " has no state for " + operation));
    }

    @Test
    void everyTestThatIsNamedAsksTheOperation() throws IOException {
        Map<String, String> sources = sourcesOfTests();
        ticked().forEach((operation, tests) -> {
            assertTrue(!tests.isEmpty(), operation);
            for (String test : tests) {
                assertTrue(sources.containsKey(test), () -> "there is no " + test);
            }
            boolean asked = tests.stream()
                    .anyMatch(test -> String.valueOf(sources.get(test)).contains("\"" + operation + "\""));
            assertTrue(asked || operation.equals("SubscribeToShard"), () -> tests + " don't ask " + operation);
        });
    }
}
