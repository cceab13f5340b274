package dev.millrace.benchmarks.runner;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a comparison must reach (the gate), should reach (the aim; may be missing), and in which direction. */
record Goal(
        Direction direction,
        @Nullable Double gate,
        @Nullable Double aim,
        String unit) {
    /** Which way is good. */
    enum Direction {
        AT_MOST("≤ "),
        AT_LEAST("≥ ");

        private final String sign;

        Direction(String sign) {
            this.sign = sign;
        }
    }

    static Goal atMost(double gate, double aim, String unit) {
        return new Goal(Direction.AT_MOST, gate, aim, unit);
    }

    static Goal atLeast(double gate, double aim, String unit) {
        return new Goal(Direction.AT_LEAST, gate, aim, unit);
    }

    /** Shown beside the others, decides nothing. */
    Goal withoutGate() {
        return new Goal(direction, null, aim, unit);
    }

    String gateText() {
        return text(gate);
    }

    String aimText() {
        return text(aim);
    }

    String verdict(double measured) {
        if (gate == null) {
            return "no gate";
        }
        boolean holds = direction == Direction.AT_MOST ? measured <= gate : measured >= gate;
        return holds ? "holds" : "**MISSED**";
    }

    String format(double measured) {
        String digits = measured >= 100 ? "%.0f" : measured >= 10 ? "%.1f" : "%.2f";
        return String.format(Locale.ROOT, digits, measured) + unit;
    }

    private String text(@Nullable Double bound) {
        if (bound == null) {
            return "–";
        }
        boolean whole = bound == Math.rint(bound);
        return direction.sign + (whole ? String.valueOf(bound.longValue()) : bound.toString()) + unit;
    }
}
