/** What a batch computes: the nodes of a plan and what each of them means. */
@NullMarked
package dev.millrace.plan;

import org.jspecify.annotations.NullMarked;
