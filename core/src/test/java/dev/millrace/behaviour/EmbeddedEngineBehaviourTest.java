package dev.millrace.behaviour;

import dev.millrace.StreamingContext;
import dev.millrace.StreamingContextBuilder;
import dev.millrace.batch.MemoryStorage;
import dev.millrace.engine.EmbeddedEngine;
import dev.millrace.engine.Engine;
import java.util.function.Supplier;
import org.junit.jupiter.api.Nested;

/** The whole suite on the embedded engine. */
class EmbeddedEngineBehaviourTest {
    static Engine twoWorkers() {
        return EmbeddedEngine.create("test", 2, new HostClock());
    }

    @Nested
    class EachRecord extends EachRecordBehaviour {
        @Override
        Engine engine() {
            return twoWorkers();
        }
    }

    @Nested
    class Actions extends ActionBehaviour {
        @Override
        Engine engine() {
            return twoWorkers();
        }
    }

    @Nested
    class Keyed extends KeyedBehaviour {
        @Override
        Engine engine() {
            return twoWorkers();
        }
    }

    @Nested
    class Joins extends JoinBehaviour {
        @Override
        Engine engine() {
            return twoWorkers();
        }
    }

    @Nested
    class State extends StateBehaviour {
        @Override
        Engine engine() {
            return twoWorkers();
        }
    }

    @Nested
    class MappedState extends MappedStateBehaviour {
        @Override
        Engine engine() {
            return twoWorkers();
        }
    }

    @Nested
    class Order extends OrderBehaviour {
        @Override
        Engine engine() {
            return twoWorkers();
        }
    }

    @Nested
    class Windows extends WindowBehaviour {
        @Override
        Engine engine() {
            return twoWorkers();
        }
    }

    @Nested
    class Failures extends FailureBehaviour {
        @Override
        Engine engine() {
            return twoWorkers();
        }
    }

    @Nested
    class RandomProgramsOnTwoWorkers extends RandomProgramBehaviour {
        @Override
        Engine engine() {
            return twoWorkers();
        }
    }

    @Nested
    class Accumulators extends AccumulatorBehaviour {
        @Override
        StreamingContextBuilder builder() {
            return StreamingContext.builder().master("local[2]");
        }
    }

    @Nested
    class SliceRestarts extends SliceRestartBehaviour {
        @Override
        StreamingContextBuilder builder() {
            return StreamingContext.builder().master("local[2]");
        }
    }

    @Nested
    class SharedRestarts extends SharedRestartBehaviour {
        @Override
        StreamingContextBuilder builder() {
            return StreamingContext.builder().master("local[2]");
        }
    }

    @Nested
    class PairRdds extends PairRddBehaviour {
        @Override
        Engine engine() {
            return twoWorkers();
        }
    }

    @Nested
    class Streams extends StreamBehaviour {
        @Override
        StreamingContextBuilder builder() {
            return StreamingContext.builder().master("local[2]");
        }
    }

    @Nested
    class WindowedStreams extends WindowStreamBehaviour {
        @Override
        StreamingContextBuilder builder() {
            return StreamingContext.builder().master("local[2]");
        }
    }

    @Nested
    class StateStreams extends StateStreamBehaviour {
        @Override
        StreamingContextBuilder builder() {
            return StreamingContext.builder().master("local[2]");
        }
    }

    @Nested
    class SideOutputs extends SideOutputBehaviour {
        @Override
        StreamingContextBuilder builder() {
            return StreamingContext.builder().master("local[2]");
        }
    }

    @Nested
    class Slices extends SliceBehaviour {
        @Override
        StreamingContextBuilder builder() {
            return StreamingContext.builder().master("local[2]");
        }
    }

    @Nested
    class Outputs extends OutputBehaviour {
        @Override
        StreamingContextBuilder builder() {
            return StreamingContext.builder().master("local[2]");
        }
    }

    @Nested
    class Sources extends SourceBehaviour {
        @Override
        StreamingContextBuilder builder() {
            return StreamingContext.builder().master("local[2]");
        }
    }

    @Nested
    class Listeners extends ListenerBehaviour {
        @Override
        StreamingContextBuilder builder() {
            return StreamingContext.builder().master("local[2]");
        }
    }

    @Nested
    class RandomStreamPrograms extends RandomStreamBehaviour {
        @Override
        Size size() {
            return new Size(10_000, 10, 8);
        }

        @Override
        StreamingContextBuilder builder() {
            return StreamingContext.builder().master("local[2]");
        }

        @Override
        Supplier<StreamingContextBuilder> lives() {
            MemoryStorage storage = new MemoryStorage();
            return () -> builder().checkpointStorage(() -> storage);
        }

        @Override
        String replay(long seed) {
            return "./mvnw -pl core -am test -Dtest='EmbeddedEngineBehaviourTest$RandomStreamPrograms'"
                    + " -Dsurefire.failIfNoSpecifiedTests=false -Dmillrace.seed=" + seed;
        }
    }
}
