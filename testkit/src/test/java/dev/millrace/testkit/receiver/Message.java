package dev.millrace.testkit.receiver;

/** What a sender sends; numbers grow. */
record Message(String sender, long number) {}
