package dev.millrace.behaviour;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.millrace.Pair;
import dev.millrace.RDD;
import dev.millrace.engine.EngineBatch;
import dev.millrace.plan.Operator;
import dev.millrace.plan.StateFunction;
import dev.millrace.plan.Stateful;
import dev.millrace.plan.StatefulSpec;
import dev.millrace.plan.WindowTimes;
import dev.millrace.window.PaneState;
import dev.millrace.window.WindowFunctions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Windows over batches of random records, some of them missing, some given up and run again, against a list of all that came.
 * Values are texts and merging puts them together, so that a value in the wrong order shows.
 */
abstract class WindowBehaviour extends Behaviour {
    /** What came in a batch: its time in seconds and its records. */
    private record Came(long time, List<Pair<String, String>> records) {}

    private final List<Came> all = new ArrayList<>();
    private long previous;

    /** How many each case runs. */
    int batches() {
        return 40;
    }

    private RDD<Pair<String, String>> windows(StateFunction<String, String, PaneState, Pair<String, String>> function) {
        return RDD.template(new Stateful<>(
                List.of(program.<Pair<String, String>>input().plan()),
                null,
                new StatefulSpec<>("windows", 16, function),
                Operator.here("reduceByKeyAndWindow")));
    }

    private static WindowTimes times(int window, int slide) {
        return WindowTimes.of(Duration.ofSeconds(window), Duration.ofSeconds(slide));
    }

    /** Runs random batches; what is shown in each must be what the model says of the window that ends. */
    private void compare(RDD<Pair<String, String>> windows, int window, int slide, boolean keepsKeys) {
        Random random = new Random(31L * window + slide);
        for (int batch = 0; batch < batches(); batch++) {
            if (random.nextInt(5) == 0) {
                program.skip(1 + random.nextInt(2 * slide));
            }
            List<Pair<String, String>> records = new ArrayList<>();
            for (int i = random.nextInt(3) == 0 ? 0 : random.nextInt(8); i > 0; i--) {
                records.add(Pair.of("key" + random.nextInt(4), batch + "." + i + " "));
            }
            List<List<Pair<String, String>>> splits = splits(records, List.of());
            EngineBatch running = program.begin(splits);
            if (random.nextInt(4) == 0) {
                RDD.in(running, windows.plan()).collect();
                running.abort();
                running = program.again(splits, List.of());
            }
            long time = running.inputs().time().getEpochSecond();
            List<Pair<String, String>> shown = Program.inBatch(running, windows, RDD::collect);
            all.add(new Came(time, records));
            assertEquals(
                    expected(time, window, slide, keepsKeys).toString(),
                    sorted(shown).toString(),
                    "batch " + batch);
            previous = time;
        }
    }

    private List<Pair<String, String>> expected(long time, int window, int slide, boolean keepsKeys) {
        long end = time / slide * slide;
        Map<String, String> merged = new TreeMap<>();
        for (Came came : end > previous / slide * slide ? all : List.<Came>of()) {
            for (Pair<String, String> record : came.records()) {
                boolean isIn = came.time() > end - window && came.time() <= end;
                if (isIn || (keepsKeys && wasShown(came.time(), end, window, slide))) {
                    merged.merge(record.key(), isIn ? record.value() : "", String::concat);
                }
            }
        }
        return merged.entrySet().stream()
                .map(entry -> Pair.of(entry.getKey(), entry.getValue()))
                .toList();
    }

    /** Whether a window that was shown before the one ending at {@code end} had what came at this time. */
    private boolean wasShown(long time, long end, int window, int slide) {
        long before = 0;
        for (Came came : all) {
            long shown = came.time() / slide * slide;
            if (shown > before / slide * slide && shown < end && time > shown - window && time <= shown) {
                return true;
            }
            before = came.time();
        }
        return false;
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "3, 1", "7, 1", "4, 2", "5, 2", "2, 3", "6, 4", "12, 1"})
    void panesAreMergedInTheirOrder(int window, int slide) {
        compare(windows(WindowFunctions.folding(times(window, slide), String::concat)), window, slide, false);
    }

    /** What leaves a text is at its begin: panes leave in the order in which they came. */
    @ParameterizedTest
    @CsvSource({"1, 1", "3, 1", "7, 1", "4, 2", "5, 2", "2, 3", "6, 4"})
    void withAnInverseAKeyStays(int window, int slide) {
        compare(
                windows(WindowFunctions.totalling(
                        times(window, slide), String::concat, WindowBehaviour::without, null, true)),
                window,
                slide,
                true);
    }

    @ParameterizedTest
    @CsvSource({"3, 1", "4, 2", "2, 3"})
    void withAFilterAKeyGoes(int window, int slide) {
        compare(
                windows(WindowFunctions.totalling(
                        times(window, slide),
                        String::concat,
                        WindowBehaviour::without,
                        pair -> !pair.value().isEmpty(),
                        false)),
                window,
                slide,
                false);
    }

    private static String without(String all, String gone) {
        if (!all.startsWith(gone)) {
            throw new IllegalArgumentException("'" + gone + "' isn't at the begin of '" + all + "'");
        }
        return all.substring(gone.length());
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "3, 1", "5, 2", "2, 3"})
    void groupsHoldValuesInTheirOrder(int window, int slide) {
        RDD<Pair<String, Iterable<String>>> groups = RDD.template(new Stateful<>(
                List.of(program.<Pair<String, String>>input().plan()),
                null,
                new StatefulSpec<>("groups", 16, WindowFunctions.<String, String>grouping(times(window, slide))),
                Operator.here("groupByKeyAndWindow")));
        compare(
                RDD.template(groups.map(group -> Pair.of(group.key(), String.join("", group.value())))
                        .plan()),
                window,
                slide,
                false);
    }
}
