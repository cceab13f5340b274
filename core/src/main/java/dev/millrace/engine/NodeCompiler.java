package dev.millrace.engine;

import dev.millrace.plan.CoGroup;
import dev.millrace.plan.Coalesce;
import dev.millrace.plan.Operator;
import dev.millrace.plan.Persist;
import dev.millrace.plan.Pipe;
import dev.millrace.plan.PipeSpec;
import dev.millrace.plan.Placement;
import dev.millrace.plan.Plan;
import dev.millrace.plan.PlanVisitor;
import dev.millrace.plan.Read;
import dev.millrace.plan.Select;
import dev.millrace.plan.Shuffle;
import dev.millrace.plan.ShuffleSpec;
import dev.millrace.plan.Stateful;
import dev.millrace.plan.Union;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;

/** Turns plans into nodes, each plan node once, for as long as the program holds on to it. Batch thread. */
final class NodeCompiler implements PlanVisitor<Node> {
    private final Map<Plan<?>, Node> compiled = new WeakHashMap<>();
    private final KeptStore kept;

    NodeCompiler(KeptStore kept) {
        this.kept = kept;
    }

    Node compile(Plan<?> plan) {
        Node node = compiled.get(plan);
        if (node == null) {
            node = plan.accept(this);
            compiled.put(plan, node);
        }
        return node;
    }

    private List<Node> compile(List<? extends Plan<?>> plans) {
        List<Node> nodes = new ArrayList<>(plans.size());
        plans.forEach(plan -> nodes.add(compile(plan)));
        return List.copyOf(nodes);
    }

    @Override
    public Node visitRead(Read<?> read) {
        return new ReadNode(read.input());
    }

    @Override
    public Node visitPipe(Pipe<?, ?> pipe) {
        Node input = compile(pipe.input());
        return pipe.spec() instanceof PipeSpec.MultiOutput<?, ?> spec
                ? new OutputsNode(input, spec, pipe.operator())
                : new PipeNode(input, pipe.spec(), pipe.operator());
    }

    @Override
    public Node visitSelect(Select<?> select) {
        Node input = compile(select.input());
        if (input instanceof OutputsNode outputs) {
            return new SelectNode(outputs, select.output());
        }
        return new SelectNode((StatefulNode) input, select.output());
    }

    @Override
    public Node visitShuffle(Shuffle<?, ?> shuffle) {
        Node input = compile(shuffle.input());
        ShuffleSpec<?, ?> spec = shuffle.spec();
        if (spec instanceof ShuffleSpec.Combine<?, ?, ?> combine) {
            return combine.placement().isInPlace() || combine.placement().equals(Placement.of(shuffle.input()))
                    ? new CombineInPlaceNode(input, combine.combiner(), shuffle.operator())
                    : new CombineNode(input, combine.placement(), combine.combiner(), shuffle.operator());
        }
        if (spec instanceof ShuffleSpec.ByKey<?, ?> byKey) {
            return exchanged(shuffle.input(), byKey.placement(), shuffle.operator());
        }
        ShuffleSpec.Spread<?> spread = (ShuffleSpec.Spread<?>) spec;
        return BucketNode.spread(input, spread.partitions(), shuffle.operator());
    }

    /** The plan, placed in this way: as it is if it is so already. */
    private Node exchanged(Plan<?> plan, Placement placement, Operator operator) {
        Node input = compile(plan);
        return placement.equals(Placement.of(plan)) ? input : BucketNode.byKey(input, placement, operator);
    }

    @Override
    public Node visitCoGroup(CoGroup<?> coGroup) {
        List<Node> inputs = new ArrayList<>();
        for (Plan<?> keyed : coGroup.keyed()) {
            inputs.add(exchanged(keyed, coGroup.placement(), coGroup.operator()));
        }
        return new CoGroupNode(List.copyOf(inputs), coGroup.placement(), coGroup.operator());
    }

    @Override
    public Node visitUnion(Union<?> union) {
        return new UnionNode(compile(union.parts()));
    }

    @Override
    public Node visitCoalesce(Coalesce<?> coalesce) {
        return new CoalesceNode(compile(coalesce.input()), coalesce.partitions());
    }

    @Override
    public Node visitPersist(Persist<?> persist) {
        return new PersistNode(compile(persist.input()), persist.level(), kept);
    }

    @Override
    public Node visitStateful(Stateful<?, ?, ?, ?> stateful) {
        Plan<?> initial = stateful.initial();
        return new StatefulNode(
                compile(stateful.keyed()),
                initial == null ? null : compile(initial),
                stateful.spec(),
                stateful.operator());
    }
}
