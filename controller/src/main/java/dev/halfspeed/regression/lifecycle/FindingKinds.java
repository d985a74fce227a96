package dev.halfspeed.regression.lifecycle;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/** How the kinds of findings are told apart in JSON. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Finding.Compared.class, name = "compared"),
  @JsonSubTypes.Type(value = Finding.Proved.class, name = "proved"),
  @JsonSubTypes.Type(value = Finding.NotProved.class, name = "not proved"),
  @JsonSubTypes.Type(value = Finding.Broken.class, name = "broken")
})
interface FindingKinds {}
