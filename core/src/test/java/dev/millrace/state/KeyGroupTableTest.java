package dev.millrace.state;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyGroupTableTest {
    private final KeyGroupTable table = new KeyGroupTable();

    /** Keys that come in the batch in which others go must not keep the place of those: it would never be freed. */
    @Test
    void aKeyThatGoesWhenAnotherComesGivesItsPlaceBack() {
        table.put(0, 0, "v");
        table.commit();
        for (int key = 1; key <= 1_000; key++) {
            table.remove(key - 1, key - 1);
            table.put(key, key, "v");
            table.commit();
            assertEquals(1, table.size());
            assertEquals(1, table.places());
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void itIsAMapThatCanGoBackABatch(long seed) {
        Random random = new Random(seed);
        int hashes = seed % 2 == 0 ? 5 : 1_000;
        Map<Integer, Integer> model = new HashMap<>();
        for (int batch = 0; batch < 300; batch++) {
            Map<Integer, Integer> next = new HashMap<>(model);
            for (int i = random.nextInt(40); i > 0; i--) {
                Integer key = random.nextInt(100);
                if (random.nextInt(3) == 0) {
                    table.remove(key, key % hashes);
                    next.remove(key);
                } else {
                    table.put(key, key % hashes, i);
                    next.put(key, i);
                }
            }
            if (random.nextInt(3) == 0) {
                table.undo();
            } else {
                table.commit();
                model = next;
            }
            for (Integer key = 0; key < 100; key++) {
                assertEquals(model.get(key), table.get(key, key % hashes), "seed " + seed);
            }
            assertEquals(model.size(), table.size(), "seed " + seed);
            assertEquals(model.size(), table.places(), "seed " + seed);
        }
    }
}
