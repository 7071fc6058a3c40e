namespace PolicyKit;

/// <summary>Differences between what a policy can declare and what GKE Agent Sandbox does. Values are never changed or reused.</summary>
public enum GkeAgentSandboxDeviation
{
    /// <summary>
    /// Declared: hosts by name. The rule opens the addresses that the sandbox's own look-up returned; who else answers there is not compared.
    /// </summary>
    /// <remarks>Wider; subject <c>hosts</c>. Source: cloud.google.com/kubernetes-engine/docs/how-to/fqdn-network-policies, 2026-11-23.</remarks>
    BoundByLookup = 1,

    /// <summary>
    /// Declared: hosts, at public addresses. Whether an answer with a private, link-local or metadata address opens that address is not established.
    /// </summary>
    /// <remarks>Unverified; intrinsic. Source: cloud.google.com/kubernetes-engine/docs/how-to/fqdn-network-policies (silent), 2026-11-23.</remarks>
    RebindingNotClosed = 2,

    /// <summary>
    /// Declared: look-ups of the declared names only. The cluster's resolver answers every name as soon as one host is allowed.
    /// </summary>
    /// <remarks>Wider; intrinsic. Source: cloud.google.com/kubernetes-engine/docs/how-to/fqdn-network-policies, 2026-11-23.</remarks>
    DnsOpen = 3,

    /// <summary>
    /// Declared: that nothing else is reachable. Policies add up, so any other one that selects the pods opens more, and without a network that enforces them none holds; neither stands in the files.
    /// </summary>
    /// <remarks>Unverified; intrinsic. Source: kubernetes.io/docs/concepts/services-networking/network-policies, 2026-11-23.</remarks>
    ClusterNotReadBack = 4,

    /// <summary>
    /// Declared: that nothing else is reachable. A network policy never closes the node on which the pod runs.
    /// </summary>
    /// <remarks>Wider; intrinsic. Source: kubernetes.io/docs/concepts/services-networking/network-policies, 2026-11-23.</remarks>
    NodeReachable = 5,

    /// <summary>
    /// Declared: a wildcard of any depth. The rule matches one label only.
    /// </summary>
    /// <remarks>Tighter; subject: the host entry. Source: cloud.google.com/kubernetes-engine/docs/how-to/fqdn-network-policies, 2026-11-23.</remarks>
    WildcardOneLabel = 6,

    /// <summary>
    /// Declared: any host. That a bare wildcard is taken is not established; the rule is dropped.
    /// </summary>
    /// <remarks>Tighter; subject: the rule entry. Source: cloud.google.com/kubernetes-engine/docs/how-to/fqdn-network-policies (silent), 2026-11-23.</remarks>
    AnyHostUnreachable = 7,

    /// <summary>
    /// Declared: a host over UDP. The rule is dropped.
    /// </summary>
    /// <remarks>Tighter; subject: the host entry. Source: cloud.google.com/kubernetes-engine/docs/how-to/fqdn-network-policies, 2026-11-23.</remarks>
    UdpHostUnreachable = 8,

    /// <summary>
    /// Declared: a host on a range of more than 16 ports. A rule lists ports one by one; it is dropped.
    /// </summary>
    /// <remarks>Tighter; subject: the host entry. Source: cloud.google.com/kubernetes-engine/docs/how-to/fqdn-network-policies, 2026-11-23.</remarks>
    HostPortsTooMany = 9,

    /// <summary>
    /// Declared: an allow with a denial inside that cannot be cut out. There are allow lists only, so the allow is dropped.
    /// </summary>
    /// <remarks>Tighter; subject: the rule entry. Source: kubernetes.io/docs/concepts/services-networking/network-policies, 2026-11-23.</remarks>
    HoleInAllow = 10,

    /// <summary>
    /// Declared: some HTTP methods or paths. They cannot be compared; the rule is dropped.
    /// </summary>
    /// <remarks>Tighter; subject: the host entry. Source: cloud.google.com/kubernetes-engine/docs/how-to/fqdn-network-policies, 2026-11-23.</remarks>
    HttpRuleUninspected = 11,

    /// <summary>
    /// Declared: a metadata endpoint. What answers there on a node with workload identity is not established; the rule is dropped.
    /// </summary>
    /// <remarks>Tighter; subject: the endpoint. Source: kubernetes.io/docs/concepts/services-networking/network-policies (silent), 2026-11-23.</remarks>
    MetadataUnreachable = 12,

    /// <summary>
    /// Declared: a port for the owner. The sandbox router alone may call it; who may call the router is a matter of the cluster.
    /// </summary>
    /// <remarks>Unverified; subject: the port. Source: kubernetes-sigs/agent-sandbox v0.5.6-12-g2fd412d5, extensions/controllers/sandboxtemplate_controller.go, 2026-11-23.</remarks>
    RouterCallersNotEstablished = 13,

    /// <summary>
    /// Declared: a port for everybody. The sandbox router alone may call it.
    /// </summary>
    /// <remarks>Tighter; subject: the port. Source: kubernetes-sigs/agent-sandbox v0.5.6-12-g2fd412d5, extensions/controllers/sandboxtemplate_controller.go, 2026-11-23.</remarks>
    CallersNarrowed = 14,

    /// <summary>
    /// Declared: a UDP port for callers. The router speaks HTTP only.
    /// </summary>
    /// <remarks>Tighter; subject: the port. Source: kubernetes-sigs/agent-sandbox v0.5.6-12-g2fd412d5, extensions/controllers/sandboxtemplate_controller.go, 2026-11-23.</remarks>
    UdpPortUnreachable = 15,

    /// <summary>
    /// Declared: a bound on idle time. There is no idle timer.
    /// </summary>
    /// <remarks>Wider; subject <c>idle</c>. Source: kubernetes-sigs/agent-sandbox v0.5.6-12-g2fd412d5, api/v1beta1, 2026-11-23.</remarks>
    IdleNotStopped = 16,

    /// <summary>
    /// Declared: a lifetime, with warm sandboxes. It counts from the start of the pod, so time in the pool is lost.
    /// </summary>
    /// <remarks>Tighter; subject <c>lifetime</c>. Source: kubernetes-sigs/agent-sandbox v0.5.6-12-g2fd412d5, api/v1beta1, 2026-11-23.</remarks>
    LifetimeCountsPoolTime = 17,

    /// <summary>
    /// Declared: sudo. No process gains privileges.
    /// </summary>
    /// <remarks>Tighter; subject <c>sudo</c>. Source: kubernetes.io/docs/concepts/services-networking/network-policies, 2026-11-23.</remarks>
    SudoUnavailable = 18,

    /// <summary>
    /// Declared: state that outlives a run. Nothing outlives the pod but volumes.
    /// </summary>
    /// <remarks>Tighter; subject <c>persistence</c>. Source: kubernetes-sigs/agent-sandbox v0.5.6-12-g2fd412d5, api/v1beta1, 2026-11-23.</remarks>
    NotPersisted = 19,

    /// <summary>
    /// Declared: hosts that the image build may reach. A build of the Dockerfile reaches the whole Internet.
    /// </summary>
    /// <remarks>Wider; intrinsic. Source: docs.docker.com/build (no network policy), 2026-11-23.</remarks>
    BuildNetworkOpen = 20,

    /// <summary>
    /// Declared: build commands, without a place for the image. Pods do not start until an overlay sets it.
    /// </summary>
    /// <remarks>Tighter; subject <c>image</c>. Source: kubernetes-sigs/agent-sandbox v0.5.6-12-g2fd412d5, api/v1beta1, 2026-11-23.</remarks>
    ImageNotPlaced = 21,
}
