package dev.millrace.window;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PaneQueueTest {
    private static List<String> content(PaneQueue queue, long begin, long end) throws Exception {
        List<String> content = new ArrayList<>();
        queue.forEach(begin, end, (paneEnd, value) -> content.add(paneEnd + "=" + value));
        return content;
    }

    private static List<String> content(NavigableMap<Long, Object> model, long begin, long end) {
        return begin >= end
                ? List.of()
                : model.subMap(begin, false, end, true).entrySet().stream()
                        .map(Object::toString)
                        .toList();
    }

    /** Mostly numbers of one kind, as most keys have; rarely a value of another. */
    private static Object value(Random random, int number) {
        int kind = number / 300 % 4;
        return switch (random.nextInt(40) == 0 ? random.nextInt(4) : kind) {
            case 0 -> (long) number << 33;
            case 1 -> number;
            case 2 -> number == 0 ? -0.0 : 1.0 / number;
            default -> "value " + number;
        };
    }

    /** Some steps are given up, as a batch is, and others follow on what was there before. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void olderQueuesStayWhatTheyWere(long seed) throws Exception {
        Random random = new Random(seed);
        PaneQueue queue = PaneQueue.EMPTY;
        TreeMap<Long, Object> model = new TreeMap<>();
        long end = 0;
        for (int step = 0; step < 2_000; step++) {
            PaneQueue changed = queue;
            TreeMap<Long, Object> changedModel = new TreeMap<>(model);
            for (int i = random.nextInt(3); i >= 0; i--) {
                boolean regular = step / 200 % 2 == 0 && random.nextInt(50) > 0;
                end += regular ? 3 : 1 + random.nextInt(5);
                Object value = value(random, step);
                changed = changed.with(end, value, 1 + random.nextInt(40));
                changedModel.put(end, value);
            }
            if (random.nextInt(2) == 0) {
                long begin = end - random.nextInt(300);
                changed = changed.after(begin);
                changedModel.headMap(begin, true).clear();
                changed = changed.roughlyAfter(begin);
            } else if (random.nextInt(2) == 0) {
                long begin = end - random.nextInt(300);
                changed = changed.roughlyAfter(begin);
                assertEquals(content(changedModel, begin, end), content(changed, begin, end), "seed " + seed);
                changed = changed.after(begin);
                changedModel.headMap(begin, true).clear();
            }
            assertEquals(content(model, 0, end), content(queue, 0, end), "seed " + seed);
            if (random.nextInt(3) > 0) {
                queue = changed;
                model = changedModel;
            }
            long begin = end - random.nextInt(400);
            long until = begin + random.nextInt(400);
            assertEquals(content(model, begin, until), content(queue, begin, until), "seed " + seed);
            Merge joining = Merge.by((Object one, Object other) -> one + "," + other);
            Object merged = queue.merged(begin, until, joining);
            assertEquals(
                    model.subMap(Math.min(begin, until), false, until, true).values().stream()
                            .map(Object::toString)
                            .collect(Collectors.joining(",")),
                    merged == Merge.NOTHING ? "" : String.valueOf(merged));
            assertEquals(model.isEmpty() ? Long.MIN_VALUE : model.lastKey(), queue.lastEnd());
        }
    }
}
