package dev.millrace.file;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.millrace.MillraceException;
import dev.millrace.StreamingContext;
import dev.millrace.connector.SinkTask;
import dev.millrace.connector.StagedOutput;
import dev.millrace.testkit.Faults;
import dev.millrace.testkit.SimulatedCrash;
import dev.millrace.testkit.TestSource;
import dev.millrace.testkit.TestStreams;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the file sink has published is there after a power loss, once, wherever a process died before. */
class FileSinkPowerLossTest {
    private static final int SEEDS = 20;

    @TempDir
    private Path temporary;

    /** A directory that loses power, and a sink that writes below it. */
    private final class World {
        private final Path root;
        private final Faults faults;
        private final ForgetfulFiles files;

        World(String name, Faults faults, long seed) throws IOException {
            this.root = Files.createDirectory(temporary.resolve(name));
            this.faults = faults;
            this.files = new ForgetfulFiles(root, faults, new Random(seed));
        }

        FileSink<String> sink() {
            return new FileSink<>(root.resolve("results/out"), String::valueOf, files);
        }

        List<String> visible() throws IOException {
            List<String> lines = new ArrayList<>();
            try (Stream<Path> all = Files.walk(root)) {
                for (Path part : all.filter(Files::isRegularFile)
                        .filter(path -> !path.toString().contains(FileSink.STAGING))
                        .sorted()
                        .toList()) {
                    lines.addAll(Files.readAllLines(part));
                }
            }
            return lines;
        }

        List<StagedOutput> stage(long batch, long epoch, String... lines) throws Exception {
            List<StagedOutput> outputs = new ArrayList<>();
            for (int i = 0; i < lines.length; i++) {
                outputs.add(sink().stage(
                                new SinkTask("out", batch, i, epoch, 0),
                                List.of(lines[i]).iterator()));
            }
            return outputs;
        }
    }

    @Test
    void aRenameWhoseProcessDiedBeforeItsSyncIsMadeDurableByTheNextPublication() throws Exception {
        for (int call = 1; call <= 12; call++) {
            for (int seed = 0; seed < SEEDS; seed++) {
                World world = new World(call + "-" + seed, new Faults(), seed);
                world.sink().discardUnpublished("out", 1, 1);
                List<StagedOutput> outputs = world.stage(1, 1, "a", "b");
                world.faults.at(call, Faults.Effect.CRASH_BEFORE);
                try {
                    world.sink().publish("out", 1, outputs);
                } catch (SimulatedCrash expected) {
                    world.faults.clear();
                }
                world.faults.clear();
                world.sink().publish("out", 1, outputs);
                world.files.losePower();
                assertEquals(List.of("a", "b"), world.visible(), "after a death at step " + call + ", seed " + seed);
            }
        }
    }

    @Test
    void directoriesThatADeadProcessMadeAreMadeDurableByTheNextStart() throws Exception {
        for (int call = 1; call <= 6; call++) {
            for (int seed = 0; seed < SEEDS; seed++) {
                World world = new World(call + "-" + seed, new Faults(), seed);
                world.faults.at(call, Faults.Effect.CRASH_BEFORE);
                try {
                    world.sink().discardUnpublished("out", 1, 1);
                } catch (SimulatedCrash expected) {
                    world.faults.clear();
                }
                world.faults.clear();
                world.sink().discardUnpublished("out", 1, 2);
                world.sink().publish("out", 1, world.stage(1, 2, "a"));
                world.files.losePower();
                assertEquals(List.of("a"), world.visible(), "after a death at step " + call + ", seed " + seed);
            }
        }
    }

    static IntStream seeds() {
        String chosen = System.getProperty("millrace.seed");
        return chosen == null ? IntStream.range(0, 60) : IntStream.of(Integer.parseInt(chosen));
    }

    /** {@code -Dmillrace.seed=7} runs one. */
    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void aWholeProgramLosesAndDoublesNothingWhateverDiesAndWheneverPowerIsLost(int seed) throws Exception {
        Random random = new Random(seed);
        Faults faults = new Faults();
        World world = new World("world", faults, seed);
        TestSource<String> source = TestSource.<String>named("lines").with(faults);
        TestStreams.Program program =
                (StreamingContext context) -> context.sourceStream(source).save(world.sink());
        List<String> pushed = new ArrayList<>();
        try (TestStreams streams =
                TestStreams.builder(program).faults(faults).seed(seed).build()) {
            for (int round = 0; round < 12; round++) {
                for (int i = random.nextInt(4); i > 0; i--) {
                    String line = "line " + pushed.size();
                    pushed.add(line);
                    source.pushTo("log-" + random.nextInt(2), List.of(line));
                }
                if (random.nextInt(3) > 0) {
                    faults.at(
                            1 + random.nextInt(40),
                            random.nextBoolean() ? Faults.Effect.CRASH_BEFORE : Faults.Effect.CRASH_AFTER);
                }
                try {
                    streams.runBatch();
                } catch (SimulatedCrash | MillraceException death) {
                    if (!faults.isCrashed()) {
                        throw death;
                    }
                    if (random.nextBoolean()) {
                        streams.losePower();
                        world.files.losePower();
                    } else {
                        streams.kill();
                    }
                }
                faults.clear();
            }
            streams.runUntilIdle();
            streams.losePower();
            world.files.losePower();
        }
        assertEquals(
                pushed.stream().sorted().toList(),
                world.visible().stream().sorted().toList(),
                "seed " + seed);
    }
}
