package dev.millrace;

import java.util.Arrays;

/**
 * Where a persisted RDD is kept until its batch ends; Spark's names. What they mean on one machine: those with {@code _2}
 * and {@code _3} keep one copy, as a second one would be lost with the first. On Spark they are Spark's own.
 */
public enum StorageLevel {
    /** Nowhere: it is computed each time that it is read. */
    NONE(false, false, false),
    /** In memory, as objects; partitions that find no room are computed each time. */
    MEMORY_ONLY(true, false, false),
    MEMORY_ONLY_2(true, false, false),
    /** In memory, as bytes: smaller, and slower to read. */
    MEMORY_ONLY_SER(true, false, true),
    MEMORY_ONLY_SER_2(true, false, true),
    /** In memory, as objects; partitions that find no room are in files. */
    MEMORY_AND_DISK(true, true, false),
    MEMORY_AND_DISK_2(true, true, false),
    /** In memory, as bytes; partitions that find no room are in files. */
    MEMORY_AND_DISK_SER(true, true, true),
    MEMORY_AND_DISK_SER_2(true, true, true),
    /** In files. */
    DISK_ONLY(false, true, true),
    DISK_ONLY_2(false, true, true),
    DISK_ONLY_3(false, true, true),
    /** In memory outside of the Java heap, as bytes; partitions that find no room are in files. */
    OFF_HEAP(true, true, true);

    private final boolean usesMemory;
    private final boolean usesDisk;
    private final boolean serialized;

    StorageLevel(boolean usesMemory, boolean usesDisk, boolean serialized) {
        this.usesMemory = usesMemory;
        this.usesDisk = usesDisk;
        this.serialized = serialized;
    }

    /** The level of a name, such as a setting has it. */
    public static StorageLevel fromString(String name) {
        for (StorageLevel level : values()) {
            if (level.name().equals(name)) {
                return level;
            }
        }
        throw new IllegalArgumentException(
                "there is no storage level '" + name + "'; there are " + Arrays.toString(values()));
    }

    public boolean usesMemory() {
        return usesMemory;
    }

    public boolean usesDisk() {
        return usesDisk;
    }

    public boolean usesOffHeap() {
        return this == OFF_HEAP;
    }

    /** Whether it keeps bytes instead of objects. */
    public boolean isSerialized() {
        return serialized;
    }
}
