package dev.millrace.batch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.BatchPace;
import dev.millrace.DeliveryGuarantee;
import dev.millrace.LateBatches;
import dev.millrace.MillraceException;
import dev.millrace.MillraceException.Kind;
import dev.millrace.batch.BatchRecord.Registered;
import dev.millrace.batch.BatchRecord.Registry;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RegistryCheckTest {
    private static final LoopSettings SETTINGS = LoopSettings.of("app", Duration.ofMillis(100));

    private static Registered source(String name, boolean named, String identity) {
        return new Registered(Registered.Kind.SOURCE, name, named, identity);
    }

    private static Registered operator(String name, boolean named) {
        return new Registered(Registered.Kind.OPERATOR, name, named, "");
    }

    private static Registry stored(Registered... names) {
        return new Registry("app", 100_000_000, 128, Arrays.asList(names), Map.of());
    }

    private static LoopSettings dropping(String name) {
        return new LoopSettings(
                "app",
                Duration.ofMillis(100),
                128,
                BatchPace.AT_MULTIPLES,
                LateBatches.merge(),
                RateSettings.defaults(),
                DeliveryGuarantee.AT_MOST_ONCE,
                Duration.ZERO,
                RetryPolicy.defaults(),
                InDoubt.REFUSE,
                Duration.ZERO,
                Set.of(name));
    }

    private static String refusal(Registry stored, LoopSettings settings, Registered... program) {
        MillraceException e =
                assertThrows(MillraceException.class, () -> RegistryCheck.of(stored, settings, Arrays.asList(program)));
        assertEquals(Kind.CONFIGURATION, e.kind());
        return String.valueOf(e.getMessage());
    }

    private static void assertMentions(String message, String... parts) {
        for (String part : parts) {
            assertTrue(message.contains(part), "'" + part + "' is missing in: " + message);
        }
    }

    @Test
    void anEmptyCheckpointTakesAnyProgram() {
        List<Registered> program = List.of(operator("a", false));
        assertEquals(program, RegistryCheck.of(null, SETTINGS, program).names());
    }

    @Test
    void anotherApplicationsCheckpointIsRefused() {
        Registry other = new Registry("shop", 1, 128, List.of(), Map.of());
        assertMentions(refusal(other, SETTINGS), "'shop'", "'app'", "a checkpoint directory of its own");
    }

    @Test
    void anotherNumberOfKeyGroupsIsRefused() {
        Registry other = new Registry("app", 1, 64, List.of(), Map.of());
        assertMentions(refusal(other, SETTINGS), "64", "128", "keyGroups(64)");
    }

    @Test
    void anotherBatchIntervalIsAllowed() {
        Registry other = new Registry("app", 1, 128, List.of(), Map.of());
        assertEquals(List.of(), RegistryCheck.of(other, SETTINGS, List.of()).added());
    }

    @Test
    void aNewUnnamedOperatorIsRefusedAndTheCallsToAddAreNamed() {
        Registry stored = stored(operator("updateStateByKey-1", false));
        assertMentions(
                refusal(stored, SETTINGS, operator("updateStateByKey-1", false), operator("updateStateByKey-2", false)),
                "unnamed stateful operators are [updateStateByKey-1, updateStateByKey-2]",
                ".named(\"updateStateByKey-1\")",
                "drop(");
    }

    @Test
    void namingTheOldOneMakesRoomForANewOne() {
        Registry stored = stored(operator("updateStateByKey-1", false));
        RegistryCheck check = RegistryCheck.of(
                stored, SETTINGS, List.of(operator("updateStateByKey-1", true), operator("new", true)));
        assertEquals(List.of("new"), check.added());
        assertEquals(List.of(), check.removed());
    }

    @Test
    void unnamedSourcesThatChangeTheirOrderAreRefused() {
        Registry stored = stored(source("files:a", false, "a"), source("files:b", false, "b"));
        assertMentions(
                refusal(stored, SETTINGS, source("files:b", false, "b"), source("files:a", false, "a")),
                "unnamed sources",
                ".named(\"files:a\") on the source");
    }

    @Test
    void namedOnesMayComeAndGoAndWhatIsGoneIsKept() {
        Registry stored = stored(operator("totals", true), source("clicks", true, "x"));
        RegistryCheck check =
                RegistryCheck.of(stored, SETTINGS, List.of(source("clicks", true, "x"), operator("sums", true)));
        assertEquals(List.of("sums"), check.added());
        assertEquals(List.of("totals"), check.removed());
        assertTrue(check.names().contains(operator("totals", true)));
    }

    @Test
    void somethingElseUnderASourcesNameIsRefused() {
        Registry stored = stored(source("clicks", true, "stream clicks created 1"));
        assertMentions(
                refusal(stored, SETTINGS, source("clicks", true, "stream clicks created 2")),
                "'clicks'",
                "created 1",
                "created 2",
                "drop(\"clicks\")");
    }

    @Test
    void droppingForgetsWhatTheProgramNoLongerHas() {
        Registry stored = stored(operator("totals", true), operator("unnamed-1", false));
        RegistryCheck check = RegistryCheck.of(stored, dropping("unnamed-1"), List.of(operator("totals", true)));
        assertEquals(Set.of("unnamed-1"), check.forgotten());
        assertEquals(List.of(operator("totals", true)), check.names());
    }

    @Test
    void droppingAnOperatorThatTheProgramHasIsRefused() {
        Registry stored = stored(operator("totals", true));
        assertMentions(refusal(stored, dropping("totals"), operator("totals", true)), "give it a new name");
    }

    @Test
    void droppingASourceThatWasReplacedForgetsItsPositions() {
        Registry stored = stored(source("clicks", true, "old"));
        RegistryCheck check = RegistryCheck.of(stored, dropping("clicks"), List.of(source("clicks", true, "new")));
        assertEquals(Set.of("clicks"), check.forgotten());
        assertEquals(List.of("clicks"), check.added());
        Registry next = stored(source("clicks", true, "new"));
        assertEquals(
                Set.of(),
                RegistryCheck.of(next, dropping("clicks"), List.of(source("clicks", true, "new")))
                        .forgotten(),
                "what is left in the program must not forget again");
    }

    @Test
    void theFingerprintIsOfOperatorsAndSinksAndTheirOrder() {
        Registered a = operator("a", true);
        Registered b = operator("b", true);
        long fingerprint = RegistryCheck.fingerprint(List.of(a, b));
        assertEquals(fingerprint, RegistryCheck.fingerprint(List.of(source("s", true, "x"), a, b)));
        assertNotEquals(fingerprint, RegistryCheck.fingerprint(List.of(b, a)));
        assertNotEquals(fingerprint, RegistryCheck.fingerprint(List.of(a)));
    }
}
