package dev.millrace.kinesis.server.action;

import dev.millrace.kinesis.server.store.Stream;

/** A stream's mode as replies show it. */
record StreamModeView(String streamMode) {
    static StreamModeView of(Stream stream) {
        return new StreamModeView(stream.options().mode().name());
    }
}
