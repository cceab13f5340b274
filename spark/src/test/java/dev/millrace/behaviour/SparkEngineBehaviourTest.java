package dev.millrace.behaviour;

import static java.util.Objects.requireNonNull;

import dev.millrace.StreamingContext;
import dev.millrace.StreamingContextBuilder;
import dev.millrace.engine.Engine;
import dev.millrace.spark.LocalSpark;
import java.nio.file.Path;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;

/** The whole suite on Spark, in one context. */
class SparkEngineBehaviourTest {
    private static LocalSpark spark;

    @BeforeAll
    static void start() {
        spark = new LocalSpark();
    }

    @AfterAll
    static void stop() {
        spark.close();
    }

    private static Engine onSpark() {
        return requireNonNull(spark).engine();
    }

    @Nested
    class EachRecord extends EachRecordBehaviour {
        @Override
        Engine engine() {
            return onSpark();
        }
    }

    @Nested
    class Actions extends ActionBehaviour {
        @Override
        Engine engine() {
            return onSpark();
        }
    }

    @Nested
    class Keyed extends KeyedBehaviour {
        @Override
        Engine engine() {
            return onSpark();
        }
    }

    @Nested
    class Joins extends JoinBehaviour {
        @Override
        Engine engine() {
            return onSpark();
        }
    }

    @Nested
    class State extends StateBehaviour {
        @Override
        Engine engine() {
            return onSpark();
        }
    }

    @Nested
    class MappedState extends MappedStateBehaviour {
        @Override
        Engine engine() {
            return onSpark();
        }
    }

    @Nested
    class Order extends OrderBehaviour {
        @Override
        Engine engine() {
            return onSpark();
        }
    }

    @Nested
    class Windows extends WindowBehaviour {
        @Override
        Engine engine() {
            return onSpark();
        }

        /** Enough for the longest window to be full and to go; each is several jobs here. */
        @Override
        int batches() {
            return 16;
        }
    }

    @Nested
    class Failures extends FailureBehaviour {
        @Override
        Engine engine() {
            return onSpark();
        }
    }

    @Nested
    class RandomProgramsOnSpark extends RandomProgramBehaviour {
        @Override
        Engine engine() {
            return onSpark();
        }

        @Override
        int programsPerSeed() {
            return 3;
        }
    }

    @Nested
    class Accumulators extends AccumulatorBehaviour {
        @Override
        StreamingContextBuilder builder() {
            return StreamingContext.builder().master("spark-local[2]");
        }
    }

    @Nested
    class SliceRestarts extends SliceRestartBehaviour {
        @Override
        StreamingContextBuilder builder() {
            return StreamingContext.builder().master("spark-local[2]");
        }
    }

    @Nested
    class SharedRestarts extends SharedRestartBehaviour {
        @Override
        StreamingContextBuilder builder() {
            return StreamingContext.builder().master("spark-local[2]");
        }
    }

    @Nested
    class PairRdds extends PairRddBehaviour {
        @Override
        Engine engine() {
            return onSpark();
        }
    }

    @Nested
    class Streams extends StreamBehaviour {
        @Override
        StreamingContextBuilder builder() {
            return StreamingContext.builder().master("spark-local[2]");
        }
    }

    @Nested
    class WindowedStreams extends WindowStreamBehaviour {
        @Override
        StreamingContextBuilder builder() {
            return StreamingContext.builder().master("spark-local[2]");
        }
    }

    @Nested
    class StateStreams extends StateStreamBehaviour {
        @Override
        StreamingContextBuilder builder() {
            return StreamingContext.builder().master("spark-local[2]");
        }
    }

    @Nested
    class SideOutputs extends SideOutputBehaviour {
        @Override
        StreamingContextBuilder builder() {
            return StreamingContext.builder().master("spark-local[2]");
        }
    }

    @Nested
    class Slices extends SliceBehaviour {
        @Override
        StreamingContextBuilder builder() {
            return StreamingContext.builder().master("spark-local[2]");
        }
    }

    @Nested
    class Outputs extends OutputBehaviour {
        @Override
        StreamingContextBuilder builder() {
            return StreamingContext.builder().master("spark-local[2]");
        }
    }

    @Nested
    class Sources extends SourceBehaviour {
        @Override
        StreamingContextBuilder builder() {
            return StreamingContext.builder().master("spark-local[2]");
        }
    }

    @Nested
    class Listeners extends ListenerBehaviour {
        @Override
        StreamingContextBuilder builder() {
            return StreamingContext.builder().master("spark-local[2]");
        }
    }

    @Nested
    class RandomStreamPrograms extends RandomStreamBehaviour {
        @TempDir
        private Path directory;

        private int programs;

        @Override
        Size size() {
            return new Size(200, 4, 3);
        }

        @Override
        StreamingContextBuilder builder() {
            return StreamingContext.builder().master("spark-local[2]");
        }

        @Override
        Supplier<StreamingContextBuilder> lives() {
            Path checkpoint = directory.resolve("checkpoint-" + programs++);
            return () -> builder().checkpointDirectory(checkpoint);
        }

        @Override
        String replay(long seed) {
            return "./mvnw -pl spark -am test -Dtest='SparkEngineBehaviourTest$RandomStreamPrograms'"
                    + " -Dsurefire.failIfNoSpecifiedTests=false -Dmillrace.seed=" + seed;
        }
    }
}
