"""The suppliers of the demonstration centre: all of them invented (示例)."""

TELECOM = "某某通信公司芙蓉分公司（示例）"
SYSTEMS = "湖南某某信息技术公司（示例）"
MEDIA = "长沙某某传媒科技公司（示例）"
VISION = "湖南某某视听公司（示例）"
SECURITY = "某某网络安全测评公司（示例）"
COMPUTERS = "某某电脑服务部（示例）"
NETWORK = "长沙某某信息公司（示例）"
SOFTWARE = "湖南某某软件公司（示例）"
VIDEO = "某某通信公司长沙分公司（示例）"
REFUSING = "某某系统集成公司（示例）"  # won once and did not sign
