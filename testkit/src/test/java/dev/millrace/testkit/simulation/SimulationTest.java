package dev.millrace.testkit.simulation;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Many seeds of {@link Simulation}: {@code -Dmillrace.seeds=N} for another number of them, {@code -Dmillrace.seed=N} for
 * one alone.
 */
class SimulationTest {
    private static final int SEEDS = 1_000;
    private static final int SEEDS_OF_GROUPS = 500;
    private static final int SEEDS_TO_NOTICE = 200;
    private static final Logger LOGGER = Logger.getLogger("dev.millrace");

    @BeforeAll
    static void keepQuiet() {
        // Every crash would be told about.
        LOGGER.setLevel(Level.OFF);
    }

    @Test
    void nothingIsLostDoubledOrReorderedWhateverFails() {
        runSeeds(false);
    }

    @Test
    void norWhereBatchesAreDoneInGroups() {
        runSeeds(true);
    }

    private static void runSeeds(boolean grouped) {
        Long only = Long.getLong("millrace.seed");
        if (only != null) {
            run(only, grouped);
            return;
        }
        int seeds = Integer.getInteger("millrace.seeds", grouped ? SEEDS_OF_GROUPS : SEEDS);
        long deaths = 0;
        for (long seed = 1; seed <= seeds; seed++) {
            deaths += run(seed, grouped);
        }
        assertTrue(deaths > seeds, "in " + seeds + " seeds the process died only " + deaths + " times");
    }

    private static int run(long seed, boolean grouped) {
        try {
            Simulation simulation = new Simulation(seed, Mutation.NONE, grouped);
            simulation.run();
            return simulation.deaths();
        } catch (Throwable t) {
            return fail(
                    "seed " + seed + " failed; to see it again:\n  ./mvnw -pl testkit -am test -Dtest=SimulationTest"
                            + " -Dsurefire.failIfNoSpecifiedTests=false -Dmillrace.seed=" + seed + "\n"
                            + t.getMessage(),
                    t);
        }
    }

    /** A test that can't fail proves nothing. */
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void aBrokenRuleIsNoticed(Mutation mutation) {
        breakRule(mutation, false);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void aBrokenRuleIsNoticedInGroups(Mutation mutation) {
        breakRule(mutation, true);
    }

    private static void breakRule(Mutation mutation, boolean grouped) {
        for (long seed = 1; seed <= SEEDS_TO_NOTICE; seed++) {
            try {
                new Simulation(seed, mutation, grouped).run();
            } catch (AssertionError noticed) {
                return;
            }
        }
        fail(mutation + " went unnoticed in " + SEEDS_TO_NOTICE + " seeds");
    }
}
