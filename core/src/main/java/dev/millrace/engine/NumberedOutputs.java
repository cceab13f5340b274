package dev.millrace.engine;

/** A node that keeps what it emitted to each of its outputs. */
interface NumberedOutputs {
    void push(int partition, int output, Step to, Frame frame) throws Exception;
}
