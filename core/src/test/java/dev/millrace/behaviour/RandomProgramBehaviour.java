package dev.millrace.behaviour;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.millrace.RDD;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Programs of random operators give what the reference says that they mean. */
abstract class RandomProgramBehaviour extends Behaviour {
    /** An engine that takes long to begin a batch tries fewer. */
    int programsPerSeed() {
        return 30;
    }

    static LongStream seeds() {
        return LongStream.rangeClosed(1, 20);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void randomProgramsMeanWhatTheReferenceSays(long seed) {
        Random random = new Random(seed);
        RandomPrograms programs = new RandomPrograms(random, program.input());
        for (int i = 0; i < programsPerSeed(); i++) {
            RDD<Integer> made = programs.next();
            String which = "seed " + seed + ", program " + i;
            for (int batch = 0; batch < 2; batch++) {
                List<List<Integer>> splits = splits(random);
                List<List<Object>> expected = new Reference(splits, Program.PARTITIONS).partitions(made.plan());
                assertEquals(expected, program.partitions(made, splits), which);
            }
        }
    }

    private static List<List<Integer>> splits(Random random) {
        List<List<Integer>> splits = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            List<Integer> records = new ArrayList<>();
            for (int j = random.nextInt(30); j > 0; j--) {
                records.add(random.nextInt(50));
            }
            splits.add(records);
        }
        return splits;
    }
}
