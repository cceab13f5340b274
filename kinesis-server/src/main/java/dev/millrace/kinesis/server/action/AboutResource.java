package dev.millrace.kinesis.server.action;

import org.jspecify.annotations.Nullable;

/** A request that is about one resource, whose policy has a say in who may make it. */
interface AboutResource {
    /** The ARN of the resource, or null if the request doesn't lead to one. */
    @Nullable
    String resource(Backend backend);
}
