package dev.millrace.status;

import dev.millrace.DeliveryGuarantee;

/** An output of the program, how often its effect is seen, and the reason why it isn't better or what it rests on. */
public record OutputStatus(String name, DeliveryGuarantee guarantee, String reason) {}
