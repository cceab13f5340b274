package dev.millrace.spark;

import dev.millrace.spark.LiveExecutors.Home;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Decides which executor each of several things lives with: where it is, as long as that executor is there; the others, and
 * what one has too many of, go to those that have the fewest. Facts in, decision out; pure.
 */
final class Homes {
    private final List<Home> live;
    private final Map<String, Integer> counts = new HashMap<>();

    private Homes(List<Home> live) {
        this.live = live;
    }

    /**
     * A home for each, null where no executor is known.
     *
     * @param last the executor of each, or null
     * @param canMove whether what lives somewhere may be moved for balance: once, at the price of building it anew
     */
    static List<@Nullable Home> assign(List<@Nullable String> last, List<Home> live, boolean canMove) {
        Homes homes = new Homes(live);
        List<@Nullable Home> assigned = new ArrayList<>(last.size());
        for (String executor : last) {
            assigned.add(homes.stays(executor));
        }
        if (live.isEmpty()) {
            return assigned;
        }
        for (int i = 0; i < assigned.size(); i++) {
            if (assigned.get(i) == null) {
                assigned.set(i, homes.moveIn());
            }
        }
        for (int i = 0; canMove && i < assigned.size(); i++) {
            assigned.set(i, homes.balanced(assigned.get(i)));
        }
        return assigned;
    }

    private @Nullable Home stays(@Nullable String executor) {
        for (Home home : live) {
            if (home.executor().equals(executor)) {
                counts.merge(home.executor(), 1, Integer::sum);
                return home;
            }
        }
        return null;
    }

    private Home moveIn() {
        Home emptiest = live.get(0);
        for (Home home : live) {
            emptiest = count(home) < count(emptiest) ? home : emptiest;
        }
        counts.merge(emptiest.executor(), 1, Integer::sum);
        return emptiest;
    }

    /** Moves out of a home that has at least two more than another. */
    private @Nullable Home balanced(@Nullable Home home) {
        if (home == null || live.stream().noneMatch(other -> count(other) + 2 <= count(home))) {
            return home;
        }
        counts.merge(home.executor(), -1, Integer::sum);
        return moveIn();
    }

    private int count(Home home) {
        return counts.getOrDefault(home.executor(), 0);
    }
}
