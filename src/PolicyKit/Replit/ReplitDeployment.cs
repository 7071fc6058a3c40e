namespace PolicyKit;

/// <summary>How an app is published on Replit.</summary>
public enum ReplitDeployment
{
    /// <summary>A reserved machine that does not sleep.</summary>
    ReservedMachine = 0,

    /// <summary>Instances that come and go with the requests.</summary>
    Autoscale = 1,
}
