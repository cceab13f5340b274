package dev.millrace.behaviour;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.DStream;
import dev.millrace.MillraceException;
import dev.millrace.MillraceException.Kind;
import dev.millrace.PairDStream;
import dev.millrace.StreamingContext;
import dev.millrace.StreamingContextBuilder;
import dev.millrace.file.FileSink;
import dev.millrace.function.Function;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What streams are for, and which wrong use is refused where it is written. */
abstract class OutputBehaviour {
    private static final String[] LINES = {"a:1 b:2", "", "c:3"};
    private static final String[] OTHERS = {"", "", ""};

    /** A context on the engine. */
    abstract StreamingContextBuilder builder();

    @Test
    void outputsRunInTheOrderOfTheProgram(@TempDir Path directory) throws IOException {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8);
        try (ShownStreams streams = new ShownStreams(builder().printStream(out))) {
            PairDStream<String, Integer> pairs = ShownStreams.pairs(streams.words);
            streams.words.foreachRDD((rdd, time) -> streams.note("order", "1@" + (time.getEpochSecond() - 3_600)));
            pairs.foreachRDD(rdd -> streams.note("order", "2:" + rdd.count())).named("the second");
            streams.expect("order", "1@1 2:2 1@2 2:0 1@3 2:1");
            streams.words.print();
            pairs.print(1).named("a pair");
            streams.words.saveAsTextFiles(directory.resolve("words").toString());
            pairs.saveAsTextFiles(directory.resolve("pairs").toString(), "txt");
            streams.words.save(FileSink.text(directory.resolve("saved"))).named("saved");
            streams.run(LINES, OTHERS);
            assertEquals(
                    List.of(
                            "foreachRDD-1",
                            "the second",
                            "print-1",
                            "a pair",
                            "saveAsTextFiles-1",
                            "saveAsTextFiles-2",
                            "saved"),
                    streams.context.status().outputs().stream()
                            .map(output -> output.name())
                            .toList());
        }
        String text = printed.toString(StandardCharsets.UTF_8);
        assertTrue(text.contains("Time: 3601000 ms"), text);
        assertTrue(text.contains("\na:1\nb:2\n"), text);
        assertTrue(text.contains("\n(a,1)\n...\n"), text);
        assertEquals(List.of("a:1", "b:2"), lines(directory.resolve("words-3601000")));
        assertEquals(List.of("(c,3)"), lines(directory.resolve("pairs-3603000.txt")));
        assertEquals(List.of("a:1", "b:2", "c:3"), lines(directory.resolve("saved")));
    }

    private static List<String> lines(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> file.getFileName().toString().startsWith("part-"))
                    .flatMap(OutputBehaviour::linesOf)
                    .sorted()
                    .toList();
        }
    }

    private static Stream<String> linesOf(Path file) {
        try {
            return Files.readAllLines(file).stream();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** The times of windows must fit the stream's. */
    @Test
    void wrongTimesAreRefused() {
        try (ShownStreams streams = new ShownStreams(builder())) {
            DStream<String> words = streams.words;
            Duration second = Duration.ofSeconds(1);
            Duration half = Duration.ofMillis(1_500);
            refused("must be a multiple of the slide", ssc -> words.window(half));
            refused("must be a multiple of the slide", ssc -> words.window(second, half));
            refused("longer than nothing", ssc -> words.window(Duration.ZERO));
            refused("longer than nothing", ssc -> words.countByWindow(second, second.negated()));
            refused("must not be longer than", ssc -> words.window(Duration.ofDays(1_000_000)));
            refused("must be a multiple", ssc -> words.checkpoint(half));
            refused("longer than nothing", ssc -> words.checkpoint(second.negated()));
            assertEquals(words, words.checkpoint(second.multipliedBy(10)));
            refused("longer than nothing", ssc -> {
                streams.context.remember(second.negated());
                return words;
            });
            refused(
                    "different slides",
                    ssc -> words.union(words.window(second.multipliedBy(2), second.multipliedBy(2))));
            refused(
                    "at least one stream",
                    ssc -> streams.context.transform(
                            List.of(), (rdds, time) -> rdds.get(0).map(x -> x)));
            refused("at least one partition", ssc -> words.repartition(0));
        }
    }

    private static void refused(String why, Function<String, DStream<?>> operation) {
        IllegalArgumentException refusal = assertThrows(IllegalArgumentException.class, () -> operation.call(""));
        assertTrue(String.valueOf(refusal.getMessage()).contains(why), refusal.getMessage());
    }

    @Test
    void nothingIsAddedToAContextThatWasStartedOrStopped() {
        try (ShownStreams streams = new ShownStreams(builder())) {
            DStream<String> words = streams.words;
            DStream<String> mapped = words.map(word -> word);
            streams.see("words", words, "[a:1, b:2] [] [c:3]");
            streams.run(LINES, OTHERS);
            for (Function<StreamingContext, ?> late : List.<Function<StreamingContext, ?>>of(
                    ssc -> words.map(word -> word),
                    ssc -> words.window(Duration.ofSeconds(2)),
                    ssc -> words.transform(rdd -> rdd),
                    ssc -> words.keyBy(word -> word).updateStateByKey((values, before) -> before),
                    ssc -> words.cache(),
                    ssc -> words.print(),
                    ssc -> words.split(word -> true),
                    ssc -> mapped.named("too late"),
                    ssc -> ssc.socketTextStream("localhost", 1))) {
                assertEquals(Kind.CONFIGURATION, refusal(late, streams.context).kind());
            }
        }
        try (ShownStreams streams = new ShownStreams(builder())) {
            DStream<String> words = streams.words;
            words.print();
            streams.context.stop();
            assertEquals(
                    Kind.CONFIGURATION,
                    refusal(ssc -> words.map(word -> word), streams.context).kind());
            assertEquals(
                    Kind.CONFIGURATION,
                    assertThrows(MillraceException.class, streams.context::start)
                            .kind());
        }
        try (ShownStreams streams = new ShownStreams(builder())) {
            MillraceException nothing = assertThrows(MillraceException.class, streams.context::start);
            assertTrue(String.valueOf(nothing.getMessage()).contains("no output"), nothing.getMessage());
        }
    }

    private static MillraceException refusal(Function<StreamingContext, ?> late, StreamingContext ssc) {
        return assertThrows(MillraceException.class, () -> late.call(ssc));
    }
}
