package dev.millrace.behaviour;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.DStream;
import dev.millrace.MillraceException;
import dev.millrace.OutputTag;
import dev.millrace.Pair;
import dev.millrace.PairDStream;
import dev.millrace.StreamingContextBuilder;
import dev.millrace.TaggedDStream;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Streams with several outputs: each record goes where it is sent, in order, and what decides that runs once. */
abstract class SideOutputBehaviour {
    private static final String[] LINES = {"a:1 b:2 x a:3", "", "y c:4"};
    private static final String[] OTHERS = {"", "", ""};
    private static final OutputTag<String> UNREADABLE = OutputTag.of("unreadable");
    private static final OutputTag<Pair<String, Integer>> LARGE = OutputTag.of("large");

    /** A context on the engine. */
    abstract StreamingContextBuilder builder();

    /** The numbers of all words; a word without one is unreadable, and from 3 on a number is large, too. */
    private static TaggedDStream<Integer> numbers(DStream<String> words) {
        return words.mapMulti(
                (word, out) -> {
                    Seen.add(word);
                    String[] parts = word.split(":");
                    if (parts.length == 1) {
                        out.accept(UNREADABLE, word);
                        return;
                    }
                    int number = Integer.parseInt(parts[1]);
                    out.accept(number);
                    if (number >= 3) {
                        out.accept(LARGE, Pair.of(parts[0], number));
                    }
                },
                UNREADABLE,
                LARGE);
    }

    @Test
    void recordsGoToTheStreamAndToTags() {
        Seen.take();
        try (ShownStreams streams = new ShownStreams(builder())) {
            TaggedDStream<Integer> numbers = numbers(streams.words).named("numbers of words");
            streams.see("untagged", numbers, "[1, 2, 3] [] [4]");
            streams.see("of untagged", numbers.map(n -> n * 10), "[10, 20, 30] [] [40]");
            streams.see("side output", numbers.sideOutput(UNREADABLE), "[x] [] [y]");
            streams.see("side output of pairs", numbers.sideOutputToPair(LARGE), "[(a,3)] [] [(c,4)]");
            streams.see(
                    "joined again",
                    numbers.sideOutput(UNREADABLE)
                            .map(String::length)
                            .union(numbers)
                            .reduce(Integer::sum),
                    "[7] [] [5]");
            streams.see("partitions", numbers.glom().map(List::size), "[1, 2] [0, 0] [0, 1]");
            streams.run(LINES, OTHERS);
        }
        assertEquals(6, Seen.take().size());
    }

    @Test
    void splitGivesEachRecordToTheFirstPredicateThatHolds() {
        try (ShownStreams streams = new ShownStreams(builder())) {
            List<DStream<String>> split =
                    streams.words.split(word -> word.startsWith("a"), word -> word.endsWith("3") || word.endsWith("2"));
            streams.see("first", split.get(0), "[a:1, a:3] [] []");
            streams.see("second", split.get(1), "[b:2] [] []");
            streams.see("rest", split.get(2), "[x] [] [c:4, y]");
            assertEquals(3, split.size());
            List<PairDStream<String, Integer>> pairs =
                    ShownStreams.pairs(split.get(0)).split(pair -> pair.value() > 2);
            streams.see("large", pairs.get(0).reduceByKey(Integer::sum), "[(a,3)] [] []");
            streams.see("small", pairs.get(1), "[(a,1)] [] []");
            streams.run(LINES, OTHERS);
        }
    }

    @Test
    void sideOutputsOfWindowsAreShownWhereTheseEnd() {
        try (ShownStreams streams = new ShownStreams(builder())) {
            List<DStream<String>> split = streams.words
                    .window(Duration.ofSeconds(2), Duration.ofSeconds(2))
                    .split(word -> word.startsWith("a"));
            streams.see("begins with a", split.get(0), "[a:1, a:3]");
            streams.see("others", split.get(1).count(), "[2]");
            streams.run(LINES, OTHERS);
        }
    }

    @Test
    void aTagThatWasNotGivenIsRefused() {
        OutputTag<String> unknown = OutputTag.of("unknown");
        try (ShownStreams streams = new ShownStreams(builder())) {
            TaggedDStream<Integer> numbers = numbers(streams.words);
            assertThrows(IllegalArgumentException.class, () -> numbers.sideOutput(unknown));
            assertThrows(
                    IllegalArgumentException.class,
                    () -> streams.words.mapMulti((word, out) -> out.accept(word), UNREADABLE, UNREADABLE));
            streams.see(
                    "unknown",
                    streams.words
                            .<String>mapMulti((word, out) -> out.accept(unknown, word), UNREADABLE)
                            .named("to a tag that nobody knows"),
                    "");
            MillraceException failure = assertThrows(MillraceException.class, () -> streams.run(LINES, OTHERS));
            assertTrue(failure.getMessage().contains("'to a tag that nobody knows'"), failure.getMessage());
            assertTrue(String.valueOf(failure.getMessage()).contains("unknown"), failure.getMessage());
        }
    }
}
