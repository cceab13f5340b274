package dev.millrace.testkit.receiver;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.millrace.testkit.receiver.ReceiverSimulation.Mutation;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Many seeds of {@link ReceiverSimulation}; {@code -Dmillrace.receiverSeed=N} for one alone. */
class ReceiverSimulationTest {
    private static final int SEEDS = 250;
    private static final Logger LOGGER = Logger.getLogger("dev.millrace");

    @BeforeAll
    static void keepQuiet() {
        LOGGER.setLevel(Level.OFF);
    }

    @Test
    void nothingAcknowledgedIsLostAndNothingIsDoubledOrReordered() {
        Long only = Long.getLong("millrace.receiverSeed");
        long deaths = 0;
        for (long seed = only == null ? 1 : only; seed <= (only == null ? SEEDS : only); seed++) {
            deaths += run(seed);
        }
        assertTrue(only != null || deaths > SEEDS, "the process died only " + deaths + " times");
    }

    private static int run(long seed) {
        try {
            ReceiverSimulation simulation = new ReceiverSimulation(seed, Mutation.NONE);
            simulation.run();
            return simulation.deaths();
        } catch (Throwable t) {
            return fail(
                    "seed " + seed + " failed; to see it again:\n  ./mvnw -pl testkit -am test"
                            + " -Dtest=ReceiverSimulationTest -Dsurefire.failIfNoSpecifiedTests=false"
                            + " -Dmillrace.receiverSeed=" + seed + "\n" + t.getMessage(),
                    t);
        }
    }

    /** A test that can't fail proves nothing. */
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void aBrokenRuleIsNoticed(Mutation mutation) {
        for (long seed = 1; seed <= SEEDS; seed++) {
            try {
                new ReceiverSimulation(seed, mutation).run();
            } catch (AssertionError noticed) {
                return;
            }
        }
        fail(mutation + " went unnoticed in " + SEEDS + " seeds");
    }
}
