package dev.millrace.kinesis.server.action;

/** How UpdateShardCount divides the ring. */
enum ScalingType {
    UNIFORM_SCALING
}
