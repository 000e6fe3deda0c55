namespace RealNode.Containerd;

/// <summary>Control groups that killed containers leave behind.</summary>
internal static class ControlGroups
{
    /// <summary>Removes the group of that name, and those in it, under every controller.</summary>
    public static void Remove(string name)
    {
        const string Mount = "/sys/fs/cgroup";
        foreach (var parent in Directory.Exists(Mount) ? Directory.GetDirectories(Mount).Append(Mount) : [])
        {
            RemoveTree(Path.Combine(parent, name));
        }
    }

    private static void RemoveTree(string group)
    {
        if (!Directory.Exists(group))
        {
            return;
        }
        foreach (var child in Directory.GetDirectories(group))
        {
            RemoveTree(child);
        }
        try
        {
            // Its files are the kernel's and go with it.
            Directory.Delete(group, recursive: false);
        }
        catch (IOException)
        {
            // A process that is being ended is still in it; it costs nothing.
        }
    }
}
