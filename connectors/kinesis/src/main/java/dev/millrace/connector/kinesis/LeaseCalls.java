package dev.millrace.connector.kinesis;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The calls that a lease table needs. One thread at a time; what fails outside is thrown as the SDK throws it. */
interface LeaseCalls extends AutoCloseable {
    /** Makes the table if it isn't there, and waits until it can be used. */
    void createIfAbsent();

    /** All leases. */
    List<Lease> leases();

    /**
     * Makes the row of a shard that has none.
     *
     * @return whether it wasn't there
     */
    boolean create(Lease lease, ShardInfo shard);

    /**
     * Writes a row over what it was when it was read: nobody may have written it since.
     *
     * @param owner null gives it up
     * @return whether nobody had
     */
    boolean update(Lease before, @Nullable String owner, @Nullable LeaseCheckpoint checkpoint);

    @Override
    void close();
}
