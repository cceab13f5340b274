package dev.millrace.plan;

import dev.millrace.HashPartitioner;
import dev.millrace.Partitioner;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * By what a keyed record finds its partition: a partitioner, or by hash in as many partitions as the batch has by
 * default, which is only known when it runs. Equal placements put equal keys in the same partition.
 */
public record Placement(@Nullable Partitioner partitioner, boolean isInPlace) implements Serializable {
    private static final Placement BY_DEFAULT = new Placement(null, false);
    private static final Placement IN_PLACE = new Placement(null, true);

    public static Placement byDefault() {
        return BY_DEFAULT;
    }

    /** Every record stays where it is: for what is combined before another exchange. */
    public static Placement inPlace() {
        return IN_PLACE;
    }

    public static Placement by(Partitioner partitioner) {
        return new Placement(partitioner, false);
    }

    public static Placement byHash(int partitions) {
        return new Placement(new HashPartitioner(partitions), false);
    }

    /** The partitioner in a batch that has {@code defaultPartitions} by default. */
    public Partitioner resolve(int defaultPartitions) {
        return partitioner != null ? partitioner : new HashPartitioner(defaultPartitions);
    }

    /** How the records of a keyed plan are placed, or null where nothing is known. */
    public static @Nullable Placement of(Plan<?> keyed) {
        Plan<?> at = keyed;
        while (true) {
            if (at instanceof Pipe<?, ?> pipe && pipe.spec().preservesKeys()) {
                at = pipe.input();
            } else if (at instanceof Persist<?> persist) {
                at = persist.input();
            } else if (at instanceof Shuffle<?, ?> shuffle) {
                Placement placement = of(shuffle.spec());
                if (placement == null || !placement.isInPlace()) {
                    return placement;
                }
                at = shuffle.input();
            } else {
                return at instanceof CoGroup<?> coGroup ? coGroup.placement() : null;
            }
        }
    }

    private static @Nullable Placement of(ShuffleSpec<?, ?> spec) {
        if (spec instanceof ShuffleSpec.ByKey<?, ?> byKey) {
            return byKey.placement();
        }
        return spec instanceof ShuffleSpec.Combine<?, ?, ?> combine ? combine.placement() : null;
    }
}
