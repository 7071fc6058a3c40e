namespace PolicyKit.TestKit;

/// <summary>Files of the repository that the tests look at.</summary>
public static class RepositoryFiles
{
    /// <summary>Root of the repository: the first directory above the test's output that holds the solution.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>Full path of a file or directory given relative to the root, with <c>/</c>.</summary>
    public static string Path(string relative) => System.IO.Path.Combine(Root, relative.Replace('/', System.IO.Path.DirectorySeparatorChar));

    private static string FindRoot()
    {
        for (var directory = new DirectoryInfo(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
        {
            if (File.Exists(System.IO.Path.Combine(directory.FullName, "PolicyKit.sln")))
            {
                return directory.FullName;
            }
        }

        throw new InvalidOperationException("The tests run from outside the repository.");
    }
}
