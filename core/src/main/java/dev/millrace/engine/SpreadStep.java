package dev.millrace.engine;

import java.util.List;

/** The end of a stage before a keyless exchange: records go round, beginning with the number of the partition. */
final class SpreadStep extends Step {
    SpreadStep(Parts parts) {
        super(parts);
    }

    /** A list for each target, and whose turn it is. */
    static final class Round {
        final List<List<Object>> buckets;
        int turn;

        Round(List<List<Object>> buckets, int partition) {
            this.buckets = buckets;
            this.turn = partition % buckets.size();
        }
    }

    @Override
    void accept(Object record, Frame frame) {
        Round round = (Round) frame.end();
        int turn = round.turn;
        round.buckets.get(turn).add(record);
        round.turn = turn + 1 == round.buckets.size() ? 0 : turn + 1;
    }
}
