/**
 * The tracking API: Segment's HTTP spec, so that its SDKs work by changing their host.
 *
 * <p>Calls come in as JSON, alone or in batches; each message becomes what it says of a person and
 * at most one fact: a sale, a return, a cancellation or an event. What is refused is kept with its
 * reason, and nothing is acknowledged before it is committed.
 *
 * <p>The same messages come from a Kafka topic where one is set, and calls can be made to go there
 * first.
 *
 * <p>{@code TrackingApi} speaks HTTP, {@code TopicIntake} takes from the topic, {@code TopicDoor}
 * and {@code Broker} write to it, {@code Tracking} owns the transaction, {@code Messages} and what
 * it calls are the rules.
 */
package io.tributary.intake.tracking;
