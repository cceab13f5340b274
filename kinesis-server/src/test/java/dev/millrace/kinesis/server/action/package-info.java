@NullMarked
package dev.millrace.kinesis.server.action;

import org.jspecify.annotations.NullMarked;
