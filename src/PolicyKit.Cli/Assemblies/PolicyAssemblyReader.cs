using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace PolicyKit.Cli.Assemblies;

/// <summary>Reads the attributes of an assembly from its metadata. The assembly is never loaded, so nothing in it runs.</summary>
internal static class PolicyAssemblyReader
{
    private const string Namespace = "PolicyKit";

    /// <exception cref="CliException">There is no such file, or it is not a .NET assembly whose attributes can be read.</exception>
    public static PolicyAssembly Read(string path)
    {
        try
        {
            using var pe = new PEReader(File.OpenRead(path));
            if (!pe.HasMetadata)
            {
                throw new CliException($"{path} is not a .NET assembly; give the compiled policies project, for example bin/Debug/netstandard2.0/Policies.dll.");
            }

            var metadata = pe.GetMetadataReader();
            if (!metadata.IsAssembly)
            {
                throw new CliException($"{path} is a module, not an assembly; give the compiled policies project.");
            }

            return Read(metadata, path, isExecutable: pe.PEHeaders.CorHeader!.EntryPointTokenOrRelativeVirtualAddress != 0);
        }
        catch (BadImageFormatException)
        {
            throw new CliException($"{path} is not a .NET assembly, or is damaged; rebuild the policies project.");
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new CliException($"{path} does not exist; build the policies project first.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CliException($"{path} cannot be read: {e.Message}");
        }
    }

    private static PolicyAssembly Read(MetadataReader metadata, string path, bool isExecutable)
    {
        var index = new List<IndexRow>();
        var artifacts = new List<ArtifactRow>();
        var glue = new List<GlueRow>();
        var uses = new List<GlueUseRow>();
        var unknown = new List<string>();
        foreach (var handle in metadata.GetAssemblyDefinition().GetCustomAttributes())
        {
            var attribute = metadata.GetCustomAttribute(handle);
            var type = TypeOf(metadata, attribute);
            if (type?.StartsWith(Namespace + ".", StringComparison.Ordinal) != true)
            {
                continue;
            }

            switch (type[(Namespace.Length + 1)..])
            {
                case "PolicyIndexAttribute":
                    var row = Strings(metadata, attribute, 4, path);
                    index.Add(new IndexRow(row[0], row[1], row[2], row[3]));
                    break;
                case "PolicyArtifactAttribute":
                    row = Strings(metadata, attribute, 4, path);
                    artifacts.Add(new ArtifactRow(row[0], row[1], row[2], row[3]));
                    break;
                case "PolicyGlueAttribute":
                    row = Strings(metadata, attribute, 2, path);
                    glue.Add(new GlueRow(row[0], row[1]));
                    break;
                case "PolicyGlueUseAttribute":
                    row = Strings(metadata, attribute, 4, path);
                    uses.Add(new GlueUseRow(row[0], row[1], row[2], row[3]));
                    break;
                default:
                    unknown.Add(type);
                    break;
            }
        }

        return new PolicyAssembly
        {
            Name = metadata.GetString(metadata.GetAssemblyDefinition().Name),
            Path = path,
            Index = index,
            Artifacts = artifacts,
            Glue = glue,
            GlueUses = uses,
            UnknownAttributes = unknown,
            SandboxTypes = metadata.TypeDefinitions
                .Where(t => metadata.GetTypeDefinition(t).GetCustomAttributes().Any(a => TypeOf(metadata, metadata.GetCustomAttribute(a)) == Namespace + ".SandboxAttribute"))
                .Select(t => FullName(metadata, t))
                .Order(StringComparer.Ordinal)
                .ToList(),
            IsExecutable = isExecutable,
        };
    }

    // Generic attributes (AcceptBaseline<T>) have a type specification as parent: input of the compiler, of no interest here.
    private static string? TypeOf(MetadataReader metadata, CustomAttribute attribute)
    {
        var parent = attribute.Constructor.Kind switch
        {
            HandleKind.MemberReference => metadata.GetMemberReference((MemberReferenceHandle)attribute.Constructor).Parent,
            HandleKind.MethodDefinition => metadata.GetMethodDefinition((MethodDefinitionHandle)attribute.Constructor).GetDeclaringType(),
            _ => default,
        };
        switch (parent.Kind)
        {
            case HandleKind.TypeReference:
                var reference = metadata.GetTypeReference((TypeReferenceHandle)parent);
                return metadata.GetString(reference.Namespace) + "." + metadata.GetString(reference.Name);
            case HandleKind.TypeDefinition:
                var definition = metadata.GetTypeDefinition((TypeDefinitionHandle)parent);
                return metadata.GetString(definition.Namespace) + "." + metadata.GetString(definition.Name);
            default:
                return null;
        }
    }

    private static string[] Strings(MetadataReader metadata, CustomAttribute attribute, int count, string path)
    {
        const ushort Prolog = 1;
        var blob = metadata.GetBlobReader(attribute.Value);
        var strings = new string[count];
        if (blob.ReadUInt16() == Prolog)
        {
            for (var i = 0; i < count; i++)
            {
                strings[i] = blob.ReadSerializedString() ?? throw Malformed(path);
            }

            const int NamedArguments = sizeof(ushort);
            if (blob.RemainingBytes == NamedArguments && blob.ReadUInt16() == 0)
            {
                return strings;
            }
        }

        throw Malformed(path);
    }

    private static CliException Malformed(string path) => new($"{path} holds a PolicyKit attribute of another version; rebuild it with the version of this command.");

    private static string FullName(MetadataReader metadata, TypeDefinitionHandle handle)
    {
        var type = metadata.GetTypeDefinition(handle);
        var name = metadata.GetString(type.Name);
        if (!type.GetDeclaringType().IsNil)
        {
            return FullName(metadata, type.GetDeclaringType()) + "." + name;
        }

        return type.Namespace.IsNil ? name : metadata.GetString(type.Namespace) + "." + name;
    }
}
