package dev.millrace.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.millrace.spark.LiveExecutors.Home;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class HomesTest {
    private static List<Home> live(String... executors) {
        return Stream.of(executors)
                .map(executor -> new Home(executor, "host" + executor))
                .toList();
    }

    private static String assigned(List<Home> live, boolean canMove, String... last) {
        List<String> known = Arrays.stream(last)
                .map(executor -> executor.equals("-") ? null : executor)
                .toList();
        return String.join(
                " ",
                Homes.assign(known, live, canMove).stream()
                        .map(home -> home == null
                                ? "-"
                                : Objects.requireNonNull(home).executor())
                        .toList());
    }

    @Test
    void whatHasAHomeStays() {
        assertEquals("1 2 1 2", assigned(live("1", "2"), true, "1", "2", "1", "2"));
        assertEquals("2 1 1", assigned(live("1", "2"), true, "2", "1", "1"));
    }

    @Test
    void whatIsNewIsDividedEvenly() {
        assertEquals("1 2 3 1 2 3 1", assigned(live("1", "2", "3"), true, "-", "-", "-", "-", "-", "-", "-"));
        assertEquals("2 1 3 1", assigned(live("1", "2", "3"), true, "2", "-", "3", "-"));
    }

    @Test
    void theHomesOfADeadExecutorAreDividedAmongThoseThatLive() {
        assertEquals("1 3 1 3", assigned(live("1", "3"), false, "1", "2", "1", "2"));
        assertEquals("2 2 2 3 3 3", assigned(live("2", "3"), true, "1", "2", "2", "3", "3", "1"));
    }

    @Test
    void anExecutorThatCameAnewGetsItsShareIfWhatTheOthersHaveMayBeMoved() {
        assertEquals("3 3 1 1", assigned(live("1", "3"), true, "1", "1", "1", "1"));
        assertEquals("1 1 1 1", assigned(live("1", "3"), false, "1", "1", "1", "1"));
        assertEquals("1 1 3", assigned(live("1", "3"), true, "1", "1", "3"), "one more is no reason to move");
    }

    @Test
    void withoutExecutorsNothingHasAHome() {
        assertEquals("- -", assigned(List.of(), true, "1", "-"));
    }
}
