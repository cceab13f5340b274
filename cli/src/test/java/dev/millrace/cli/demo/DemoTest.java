package dev.millrace.cli.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.cli.Millrace;
import dev.millrace.cli.demo.CrashPlan.Crash;
import dev.millrace.cli.demo.CrashPlan.Victim;
import dev.millrace.cli.demo.DemoSettings.Source;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class DemoTest {
    @TempDir
    Path temporary;

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

    /** Runs the demo with one kill at this point of a batch. */
    private Verdict run(CrashPoint point, Class<?> wordCount) throws Exception {
        long seed = 1;
        while (CrashPlan.of(settings(seed)).crashes().get(0).point() != point) {
            seed++;
        }
        return run(settings(seed), wordCount.getName());
    }

    private Verdict run(DemoSettings settings, String wordCount) throws Exception {
        Path directory = Files.createDirectory(temporary.resolve("demo"));
        Console console = new Console(new PrintStream(printed, true, StandardCharsets.UTF_8), false);
        try (Children children = new Children(directory, false)) {
            return new Demo(settings, directory, console, children, wordCount).run();
        }
    }

    private static DemoSettings settings(long seed) {
        return new DemoSettings(Source.KINESIS, 200, 3, 1, seed, false);
    }

    private String output() {
        return printed.toString(StandardCharsets.UTF_8);
    }

    @Test
    void totalsAreEqualAfterAKillInTheMiddleOfABatch() throws Exception {
        Verdict verdict = run(CrashPoint.AFTER_STAGING, DemoWordCount.class);
        assertEquals("equal", verdict.lines().get(verdict.lines().size() - 1), this::output);
        assertTrue(verdict.sent().sum() >= 3 * 200 * 8, this::output); // more, if the kill came late
        assertTrue(output().contains("is in doubt and runs again"), this::output);
    }

    @Test
    void totalsAreEqualAfterAKillBetweenTheStepsOfAPublication() throws Exception {
        Verdict verdict = run(CrashPoint.BETWEEN_PUBLICATIONS, DemoWordCount.class);
        assertTrue(verdict.isEqual(), this::output);
        assertTrue(output().contains("outputs that were not visible yet"), this::output);
    }

    /** A kill waits for a batch with records: when the producer had ended there was none, and the demo failed after a minute. */
    @Test
    void wordsAreSentUntilTheLastKillThoughTheSecondsAreOver() throws Exception {
        Verdict verdict = run(new DemoSettings(Source.KINESIS, 100, 1, 3, 1, false), Source.KINESIS.wordCountClass());
        assertTrue(verdict.isEqual(), this::output);
        assertTrue(verdict.sent().sum() > 100 * 8, this::output);
        assertTrue(output().contains("*** kill 3 of 3"), this::output);
        List<String> batches = Pattern.compile("SIGKILL in (batch \\d+)")
                .matcher(output())
                .results()
                .map(kill -> kill.group(1))
                .toList();
        assertEquals(Set.copyOf(batches).size(), batches.size(), () -> "two kills in one batch: " + batches);
    }

    /** Another one was started in its place, which failed in turn. */
    @Test
    @Timeout(300)
    void aProducerThatFailsFailsTheDemoWithItsLastWords() throws Exception {
        Path directory = Files.createDirectory(temporary.resolve("demo"));
        Console console = new Console(new PrintStream(printed, true, StandardCharsets.UTF_8), false);
        try (Children children = new Children(directory, false)) {
            DemoSettings settings = new DemoSettings(Source.KINESIS, 100, 60, 1, 1, false);
            WordService service = WordService.of(settings, directory, children, console);
            List<ProcessHandle> others = ProcessHandle.current().children().toList();
            service.start();
            ProcessHandle server = startedBeside(others);
            Producing producing = new Producing(settings, service, children, console::line);
            producing.start();
            ProcessHandle producer = startedBeside(
                    Stream.concat(others.stream(), Stream.of(server)).toList());
            producing.goOn();
            server.destroyForcibly();
            producer.onExit().get();
            DemoFailure failure = assertThrows(DemoFailure.class, producing::goOn);
            String message = String.valueOf(failure.getMessage());
            assertTrue(message.startsWith("The producer ended (exit status 1); its last words: "), message);
            assertTrue(message.contains("doesn't take records"), message);
        }
    }

    private static ProcessHandle startedBeside(List<ProcessHandle> others) {
        return ProcessHandle.current()
                .children()
                .filter(child -> !others.contains(child))
                .findAny()
                .orElseThrow();
    }

    @Test
    void aSinkThatPublishesBeforeTheBatchIsDoneMakesTheTotalsDifferent() throws Exception {
        Verdict verdict = run(CrashPoint.AFTER_STAGING, HastyWordCount.class);
        assertEquals("DIFFERENT", verdict.lines().get(verdict.lines().size() - 1), this::output);
        assertTrue(verdict.written().sum() > verdict.sent().sum(), "a batch is doubled");
    }

    /** The program is killed within a transaction, the broker when one is committed, or the other way round. */
    @Test
    void totalsAreEqualAfterKillsOfTheProgramAndOfTheBroker() throws Exception {
        Verdict verdict = run(new DemoSettings(Source.KAFKA, 200, 2, 2, 1, false), Source.KAFKA.wordCountClass());
        assertEquals("equal", verdict.lines().get(verdict.lines().size() - 1), this::output);
        assertTrue(verdict.sent().sum() >= 2 * 200 * 8, this::output);
        assertTrue(output().contains("is in doubt and runs again"), this::output);
        assertTrue(output().contains("SIGKILL to the Kafka broker in batch "), this::output);
        assertTrue(output().contains("went on when it was back"), this::output);
    }

    /** The signal of Ctrl-C can't be sent from Java; that of {@code kill} runs the same hook. */
    @ParameterizedTest
    @ValueSource(strings = {"kinesis", "kafka"})
    @Timeout(300)
    void anInterruptedDemoLeavesNoProcessAndNoData(String source) throws Exception {
        Process demo = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Djava.io.tmpdir=" + temporary,
                        "-cp",
                        System.getProperty("java.class.path"),
                        Millrace.class.getName(),
                        "demo",
                        "--source=" + source,
                        "--crashes=0",
                        "--seconds=250")
                .redirectErrorStream(true)
                .start();
        try (BufferedReader output = demo.inputReader(StandardCharsets.UTF_8)) {
            String line = output.readLine();
            while (line != null && !line.startsWith("Word count started")) {
                line = output.readLine();
            }
            List<ProcessHandle> children = demo.descendants().toList();
            assertEquals(3, children.size(), "server, producer and word count, at " + line);
            demo.toHandle().destroy();
            String last = line;
            for (line = output.readLine(); line != null; line = output.readLine()) {
                last = line;
            }
            assertEquals("millrace demo: interrupted; nothing runs any more", last);
            demo.waitFor();
            for (ProcessHandle child : children) {
                child.onExit().get();
            }
        } finally {
            demo.destroyForcibly().waitFor();
        }
        try (Stream<Path> left = Files.list(temporary)) {
            assertEquals(List.of(), left.filter(Files::isDirectory).toList());
        }
    }

    @Test
    void ofTenKillsOneFallsBetweenTheStepsOfAPublication() {
        for (long seed = 0; seed < 50; seed++) {
            List<Crash> crashes = CrashPlan.of(new DemoSettings(Source.KINESIS, 100, 20, 20, seed, false))
                    .crashes();
            assertEquals(
                    2,
                    crashes.stream()
                            .filter(crash -> crash.point() == CrashPoint.BETWEEN_PUBLICATIONS)
                            .count());
        }
    }

    @Test
    void withKafkaTheProgramAndTheBrokerAreKilledInTurnAndBothMeetBothPoints() {
        for (long seed = 0; seed < 50; seed++) {
            List<Crash> crashes = CrashPlan.of(new DemoSettings(Source.KAFKA, 100, 20, 4, seed, false))
                    .crashes();
            assertEquals(Victim.PROGRAM, crashes.get(0).victim());
            assertEquals(
                    4,
                    crashes.stream()
                            .map(crash -> crash.victim() + " " + crash.point())
                            .distinct()
                            .count());
        }
    }

    @Test
    void onSparkExecutorsAndDriversAreKilledInTurnAndOnlyDriversWhilePublishing() {
        for (long seed = 0; seed < 50; seed++) {
            List<Crash> crashes = CrashPlan.of(new DemoSettings(Source.KINESIS, 100, 20, 10, seed, true))
                    .crashes();
            for (int i = 0; i < crashes.size(); i++) {
                assertEquals(
                        i % 2 == 0 ? Victim.EXECUTOR : Victim.PROGRAM,
                        crashes.get(i).victim());
                assertTrue(crashes.get(i).victim() == Victim.PROGRAM
                        || crashes.get(i).point() != CrashPoint.BETWEEN_PUBLICATIONS);
            }
        }
    }

    @Test
    void onSparkWithoutTheJarsOfSparkItSaysWhoFetchesThem() {
        PrintStream before = System.err;
        System.setErr(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try {
            assertEquals(1, new CommandLine(new DemoCommand()).execute("--on-spark"));
        } finally {
            System.setErr(before);
        }
        assertTrue(output().contains("./millrace demo --on-spark"), this::output);
    }

    @Test
    void wrongOptionsAreRefusedWithExitStatus2() {
        assertEquals(2, new CommandLine(new DemoCommand()).execute("--crashes=-1"));
        assertEquals(2, new CommandLine(new DemoCommand()).execute("--source=tape"));
        assertEquals(2, new CommandLine(new DemoCommand()).execute("--source=kafka", "--on-spark"));
        assertEquals(2, new CommandLine(new DemoCommand()).execute("--no-such-option"));
    }
}
