package dev.millrace.testkit.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A program of a few random operators and outputs over one or two sources. */
final class RandomProgram {
    private static final int RECORDS_MULTIPLIED_MAX = 1;

    private final Random random;
    private final int sources;
    private final List<Flow> flows = new ArrayList<>();
    private final List<Boolean> ordered = new ArrayList<>();
    private final List<Flow.Stateful> statefulFlows = new ArrayList<>();
    private final List<Output> outputs = new ArrayList<>();
    private int multiplied;

    /** How the records of an output leave the program. */
    enum Way {
        STAGED,
        MARKER,
        ACTION
    }

    /** A stream that is looked at. */
    record Output(String name, Flow flow, Way way) {}

    RandomProgram(Random random) {
        this.random = random;
        this.sources = 1 + random.nextInt(2);
        for (int i = 0; i < sources; i++) {
            add(new Flow.OfSource(i), true);
        }
        int operators = 1 + random.nextInt(6);
        for (int i = 0; i < operators; i++) {
            addOperator();
        }
        int count = 1 + random.nextInt(3);
        for (int i = 0; i < count; i++) {
            Way way = pick(random, Way.values());
            outputs.add(new Output("out-" + i, flows.get(later()), way));
        }
    }

    int sources() {
        return sources;
    }

    List<Output> outputs() {
        return outputs;
    }

    List<Flow.Stateful> statefulFlows() {
        return statefulFlows;
    }

    private void addOperator() {
        int input = later();
        Flow flow = flows.get(input);
        boolean inOrder = ordered.get(input);
        int kind = random.nextInt(10);
        if (kind < 4) {
            Flow.Narrow.NarrowVerb verb = pick(random, Flow.Narrow.NarrowVerb.values());
            add(new Flow.Narrow(verb, flow, random.nextInt(5)), inOrder && verb != Flow.Narrow.NarrowVerb.REPARTITION);
        } else if (kind < 6) {
            add(
                    new Flow.PerKey(pick(random, Flow.PerKey.PerKeyVerb.values()), flow, inOrder, random.nextInt(5)),
                    false);
        } else if (kind >= 8) {
            Flow.Stateful state = new Flow.Stateful(flow, inOrder, "state-" + statefulFlows.size());
            statefulFlows.add(state);
            add(state, false);
        } else {
            addBoth(flow, inOrder);
        }
    }

    /** Joins multiply records: of their results there is only so much further joining. */
    private void addBoth(Flow left, boolean inOrder) {
        int other = later();
        Flow.Both.BothVerb verb = pick(random, Flow.Both.BothVerb.values());
        boolean multiplies = verb == Flow.Both.BothVerb.JOIN || verb == Flow.Both.BothVerb.LEFT_OUTER_JOIN;
        if (multiplies && multiplied >= RECORDS_MULTIPLIED_MAX) {
            verb = Flow.Both.BothVerb.COGROUP;
        } else if (multiplies) {
            multiplied++;
        }
        add(
                new Flow.Both(verb, left, flows.get(other)),
                verb == Flow.Both.BothVerb.UNION && inOrder && ordered.get(other));
    }

    private void add(Flow flow, boolean inOrder) {
        flows.add(flow);
        ordered.add(inOrder);
    }

    /** The number of a flow, of a late one rather than an early one: programs get deep. */
    private int later() {
        return Math.max(random.nextInt(flows.size()), random.nextInt(flows.size()));
    }

    static <V> V pick(Random random, V[] values) {
        return values[random.nextInt(values.length)];
    }

    @Override
    public String toString() {
        return outputs.toString();
    }
}
