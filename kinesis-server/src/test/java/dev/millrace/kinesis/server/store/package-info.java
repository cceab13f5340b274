@NullMarked
package dev.millrace.kinesis.server.store;

import org.jspecify.annotations.NullMarked;
