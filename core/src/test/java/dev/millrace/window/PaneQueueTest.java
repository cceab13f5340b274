package dev.millrace.window;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PaneQueueTest {
    private static List<String> content(PaneQueue queue, long begin, long end) throws Exception {
        List<String> content = new ArrayList<>();
        queue.forEach(begin, end, (paneEnd, value) -> content.add(paneEnd + "=" + value));
        return content;
    }

    private static List<String> content(NavigableMap<Long, String> model, long begin, long end) {
        return begin >= end
                ? List.of()
                : model.subMap(begin, false, end, true).entrySet().stream()
                        .map(Object::toString)
                        .toList();
    }

    /** Some steps are given up, as a batch is, and others follow on what was there before. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void olderQueuesStayWhatTheyWere(long seed) throws Exception {
        Random random = new Random(seed);
        PaneQueue queue = PaneQueue.EMPTY;
        TreeMap<Long, String> model = new TreeMap<>();
        long end = 0;
        for (int step = 0; step < 2_000; step++) {
            PaneQueue changed = queue;
            TreeMap<Long, String> changedModel = new TreeMap<>(model);
            for (int i = random.nextInt(3); i >= 0; i--) {
                end += 1 + random.nextInt(5);
                changed = changed.with(end, step + "." + i, 1 + random.nextInt(40));
                changedModel.put(end, step + "." + i);
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
            assertEquals(model.isEmpty() ? Long.MIN_VALUE : model.lastKey(), queue.lastEnd());
        }
    }
}
