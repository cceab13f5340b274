package dev.millrace.connector.kinesis;

import java.util.List;

/**
 * The calls that reading a stream needs, as small as that. Safe for any number of threads. Nothing is retried here.
 */
interface KinesisCalls extends AutoCloseable {
    StreamInfo describe() throws KinesisFault;

    /** The shards that reading from there on needs: those that held the place, and all that followed. */
    List<ShardInfo> shards(InitialPosition from) throws KinesisFault;

    /** An iterator whose first record is that of the position, even if all its user records are taken. */
    String iterator(String shardId, ShardPosition position) throws KinesisFault;

    FetchReply records(String iterator, int recordsMax) throws KinesisFault;

    /** The time that the service's clock shows, as far as its answers told. */
    long serviceMillis();

    @Override
    void close();
}
