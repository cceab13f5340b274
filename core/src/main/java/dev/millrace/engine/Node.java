package dev.millrace.engine;

import dev.millrace.plan.Operator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A plan node as the embedded engine runs it. It refers to specs and to the nodes upstream, never to the plan, which may
 * be collected as soon as the program forgets it. The batch thread prepares it once a batch; then tasks push partitions.
 */
abstract class Node {
    private final List<Node> inputs;
    private final boolean constant;
    private @Nullable EmbeddedBatch preparedFor;
    private boolean lasting;
    private boolean seen;
    private int partitions;
    private long recordCount;

    Node(List<Node> inputs, boolean constant) {
        this.inputs = inputs;
        this.constant = constant;
    }

    /** A node that gives the same in every batch if its inputs do. */
    Node(List<Node> inputs) {
        this(inputs, inputs.stream().allMatch(Node::isConstant));
    }

    final List<Node> inputs() {
        return inputs;
    }

    final boolean isConstant() {
        return constant;
    }

    /** Runs the stages that must have ended before a partition can be pushed. Batch thread. */
    final void prepare(EmbeddedBatch batch) {
        if (preparedFor == batch) {
            return;
        }
        for (Node input : inputs) {
            input.prepare(batch);
        }
        lasting = seen;
        seen = true;
        partitions = countPartitions(batch);
        compute(batch);
        recordCount = countRecords(batch);
        preparedFor = batch;
        batch.holds(this);
    }

    /** Whether it was there in an earlier batch already: part of the program, not of what one batch made up. */
    final boolean isLasting() {
        return lasting;
    }

    /** How many partitions it has in the batch that it is prepared for. */
    final int partitions() {
        return partitions;
    }

    /** Roughly how many records it has in the batch that it is prepared for, or -1 where nobody knows. */
    final long recordCount() {
        return recordCount;
    }

    /** The batch is over. */
    final void release() {
        preparedFor = null;
        forget();
    }

    abstract int countPartitions(EmbeddedBatch batch);

    abstract long countRecords(EmbeddedBatch batch);

    /** Runs what has to run before a push, once a batch. */
    void compute(EmbeddedBatch batch) {}

    /** Lets go of what {@link #compute} or a push kept of the batch. */
    void forget() {}

    /** Pushes the records of a partition into a step, in order. Any task: the frame's. */
    abstract void push(int partition, Step to, Frame frame) throws Exception;

    /** The site of what its tasks over its input add to accumulators; 0 if it isn't known to add. */
    int sendingSite() {
        return 0;
    }

    /** The same for its tasks behind an exchange. */
    int receivingSite() {
        return 0;
    }

    /** Adds the operators that run fused in a push, upstream first. */
    void operators(Set<Operator> operators) {
        inputs.forEach(input -> input.operators(operators));
    }

    /** The sum of the inputs' counts, or -1 if one of them isn't known. */
    final long sumOfInputs() {
        long sum = 0;
        for (Node input : inputs) {
            if (input.recordCount < 0) {
                return -1;
            }
            sum += input.recordCount;
        }
        return sum;
    }
}
