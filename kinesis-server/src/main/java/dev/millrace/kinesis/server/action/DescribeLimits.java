package dev.millrace.kinesis.server.action;

/** Tells how much the account has of what is limited. */
final class DescribeLimits implements Action<DescribeLimits.Request> {
    record Request() {}

    record Response(
            int shardLimit,
            int openShardCount,
            int onDemandStreamCount,
            int onDemandStreamCountLimit,
            int channelCount,
            int channelCountLimit) {}

    @Override
    public Class<Request> requestType() {
        return Request.class;
    }

    @Override
    public Record handle(Request request, Backend backend) {
        return new Response(
                backend.limits().shardsMax(),
                backend.store().openShardCount(),
                backend.store().onDemandCount(),
                Backend.Limits.ON_DEMAND_STREAMS_MAX,
                backend.store().channels().all().size(),
                Backend.Limits.CHANNELS_MAX);
    }
}
