package dev.millrace;

/** How often the effect of a record is seen in an output, weakest first. */
public enum DeliveryGuarantee {
    /** Never twice, perhaps not at all. */
    AT_MOST_ONCE,
    /** Never lost, perhaps more than once after a failure. */
    AT_LEAST_ONCE,
    /** As if each record had been processed once, whatever failed. */
    EXACTLY_ONCE
}
